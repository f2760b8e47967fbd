# The Worker as edge-worker/workerd.capnp runs it, but that it has Cloudflare's rate limits bound: doubles of them
# (tests/cloudflare/rate-limit.js), since workerd has none. `cargo xtask build` made what it embeds.

using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "soundings", worker = .limited),
    (name = "disk", disk = (writable = true)),
    (name = "internet", network = (allow = ["public"])),
  ],
  sockets = [(name = "http", http = (), service = "soundings")],
  extensions = [
    (modules = [(name = "doubles:rate-limit", internal = true, esModule = embed "cloudflare/rate-limit.js")]),
  ],
);

const limited :Workerd.Worker = (
  modules = [
    (name = "index.js", esModule = embed "../target/soundings/worker/index.js"),
    (name = "index_bg.wasm", wasm = embed "../target/soundings/worker/index_bg.wasm"),
    (name = "views_bg.wasm", wasm = embed "../target/soundings/worker/views_bg.wasm"),
    (name = "cards_bg.wasm", wasm = embed "../target/soundings/worker/cards_bg.wasm"),
  ],
  compatibilityDate = "2026-11-01",
  # What these tests need, with the two that Cloudflare's own configuration has (deploy/cloudflare/wrangler.jsonc).
  bindings = [
    (name = "CONSULTATION_RATE", wrapped = (moduleName = "doubles:rate-limit", innerBindings = [
      (name = "limit", fromEnvironment = "SOUNDINGS_CONSULTATION_RATE"),
    ])),
    (name = "NETWORK_RATE", wrapped = (moduleName = "doubles:rate-limit", innerBindings = [
      (name = "limit", fromEnvironment = "SOUNDINGS_NETWORK_RATE"),
    ])),
    (name = "DEPARTMENTS", fromEnvironment = "SOUNDINGS_DEPARTMENTS"),
    (name = "CLIENT_ADDRESS", fromEnvironment = "SOUNDINGS_CLIENT_ADDRESS"),
    (name = "PRESSURE", fromEnvironment = "SOUNDINGS_PRESSURE"),
    (name = "DEPARTMENT", durableObjectNamespace = "Department"),
    (name = "CONSULTATION", durableObjectNamespace = "Consultation"),
    (name = "LEDGER", durableObjectNamespace = "Ledger"),
    (name = "NETWORKS", durableObjectNamespace = "Networks"),
  ],
  durableObjectNamespaces = [
    (className = "Department", uniqueKey = "department", enableSql = true),
    (className = "Consultation", uniqueKey = "consultation", enableSql = true),
    (className = "Ledger", uniqueKey = "ledger", enableSql = true),
    (className = "Networks", uniqueKey = "networks", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "disk"),
);
