# How workerd runs the Worker: for development, for the tests, and for a department that hosts it itself.
#
#   workerd serve edge-worker/workerd.capnp --socket-addr http=127.0.0.1:8787 --directory-path disk=DATA
#
# with these in the environment:
#   SOUNDINGS_DEPARTMENTS  [{"id": ..., "name": ..., "token_sha256": ...}]
#   SOUNDINGS_PUBLIC_URL   the address that people see; without it, that of each request
#   SOUNDINGS_ACCESS_TEAM, SOUNDINGS_ACCESS_AUDIENCE, SOUNDINGS_ACCESS_ROLES
#                          people whom Cloudflare Access lets in (docs/access.md); without the first it is off
#   SOUNDINGS_CLIENT_ADDRESS    behind a proxy: the header in which it says who asks, such as x-real-ip
#   SOUNDINGS_PRESSURE          above how much a proof of work is asked for (docs/abuse.md)
#   SOUNDINGS_TURNSTILE_SECRET, SOUNDINGS_TURNSTILE_URL    for Turnstile; without the secret it is off
#   SOUNDINGS_SECURITY_CONTACT, SOUNDINGS_SECURITY_EXPIRES  of /.well-known/security.txt (RFC 9116): a mailto:, https: or
#                          tel: address, and a moment such as 2027-01-31T00:00:00Z; without both there is no such file

using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "soundings", worker = .soundings),
    # Where it is, the command line says.
    (name = "disk", disk = (writable = true)),
    # Where the Worker itself may ask: Turnstile, and the keys of Cloudflare Access.
    (name = "internet", network = (allow = ["public"], tlsOptions = (trustBrowserCas = true))),
  ],
  # At which address, the command line says.
  sockets = [(name = "http", http = (), service = "soundings")],
);

const soundings :Workerd.Worker = (
  modules = [
    (name = "index.js", esModule = embed "../target/soundings/worker/index.js"),
    (name = "index_bg.wasm", wasm = embed "../target/soundings/worker/index_bg.wasm"),
    (name = "views_bg.wasm", wasm = embed "../target/soundings/worker/views_bg.wasm"),
    (name = "cards_bg.wasm", wasm = embed "../target/soundings/worker/cards_bg.wasm"),
  ],
  compatibilityDate = "2026-11-01",
  bindings = [
    (name = "DEPARTMENTS", fromEnvironment = "SOUNDINGS_DEPARTMENTS"),
    (name = "PUBLIC_URL", fromEnvironment = "SOUNDINGS_PUBLIC_URL"),
    (name = "ACCESS_TEAM", fromEnvironment = "SOUNDINGS_ACCESS_TEAM"),
    (name = "ACCESS_AUDIENCE", fromEnvironment = "SOUNDINGS_ACCESS_AUDIENCE"),
    (name = "ACCESS_ROLES", fromEnvironment = "SOUNDINGS_ACCESS_ROLES"),
    (name = "CLIENT_ADDRESS", fromEnvironment = "SOUNDINGS_CLIENT_ADDRESS"),
    (name = "PRESSURE", fromEnvironment = "SOUNDINGS_PRESSURE"),
    (name = "TURNSTILE_SECRET", fromEnvironment = "SOUNDINGS_TURNSTILE_SECRET"),
    (name = "TURNSTILE_URL", fromEnvironment = "SOUNDINGS_TURNSTILE_URL"),
    (name = "SECURITY_CONTACT", fromEnvironment = "SOUNDINGS_SECURITY_CONTACT"),
    (name = "SECURITY_EXPIRES", fromEnvironment = "SOUNDINGS_SECURITY_EXPIRES"),
    (name = "DEPARTMENT", durableObjectNamespace = "Department"),
    (name = "CONSULTATION", durableObjectNamespace = "Consultation"),
    (name = "LEDGER", durableObjectNamespace = "Ledger"),
    (name = "NETWORKS", durableObjectNamespace = "Networks"),
  ],
  # The keys name folders on disk: another key is another, empty store.
  durableObjectNamespaces = [
    (className = "Department", uniqueKey = "department", enableSql = true),
    (className = "Consultation", uniqueKey = "consultation", enableSql = true),
    (className = "Ledger", uniqueKey = "ledger", enableSql = true),
    (className = "Networks", uniqueKey = "networks", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "disk"),
);
