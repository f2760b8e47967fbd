"""What programs that are not ours read of the releases below an address: the table's description, the catalogue, the feed.

Prints one object of JSON, which `tests/tests/open_data.rs` holds against the release.
"""

import json
import sys

import feedparser
import rdflib
from frictionless import Package

base = sys.argv[1]

package = Package(f"{base}/1/datapackage.json")
report = package.validate()
table = package.resources[0]
rows = [row.to_dict() for row in table.read_rows()]

graph = rdflib.Graph()
graph.parse(f"{base}.jsonld", format="json-ld")
dcat = rdflib.Namespace("http://www.w3.org/ns/dcat#")
downloads = sorted(str(found) for found in graph.objects(None, dcat.downloadURL))

feed = feedparser.parse(f"{base}.atom")

print(
    json.dumps(
        {
            "valid": report.valid,
            "errors": report.flatten(["type", "message"]),
            "rows": rows,
            "licence": package.licenses,
            "datasets": len(list(graph.subjects(rdflib.RDF.type, dcat.Dataset))),
            "downloads": downloads,
            "feed": {"odd": bool(feed.bozo), "entries": [entry.link for entry in feed.entries]},
        }
    )
)
