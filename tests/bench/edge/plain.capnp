# The Worker in plain JavaScript that Soundings is measured beside, run as Soundings is.

using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "plain", worker = .plain),
    (name = "disk", disk = (writable = true)),
  ],
  sockets = [(name = "http", http = (), service = "plain")],
);

const plain :Workerd.Worker = (
  modules = [(name = "plain.js", esModule = embed "plain.js")],
  compatibilityDate = "2026-11-01",
  bindings = [
    (name = "DEFINITION", json = embed "definition.json"),
    (name = "LEDGER", durableObjectNamespace = "Ledger"),
  ],
  durableObjectNamespaces = [(className = "Ledger", uniqueKey = "ledger", enableSql = true)],
  durableObjectStorage = (localDisk = "disk"),
);
