# The least Worker in Rust, built and run as Soundings is.

using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "hello", worker = .hello),
    (name = "disk", disk = (writable = true)),
  ],
  sockets = [(name = "http", http = (), service = "hello")],
);

const hello :Workerd.Worker = (
  modules = [
    (name = "index.js", esModule = embed "../../../target/soundings/hello/index.js"),
    (name = "index_bg.wasm", wasm = embed "../../../target/soundings/hello/index_bg.wasm"),
  ],
  compatibilityDate = "2026-11-01",
);
