# The Worker as edge-worker/workerd.capnp runs it, but that it may ask servers of this machine: for tests that play Cloudflare
# Access. `cargo xtask build` made what it embeds.

using Workerd = import "/workerd/workerd.capnp";
using Soundings = import "../edge-worker/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "soundings", worker = Soundings.soundings),
    (name = "disk", disk = (writable = true)),
    (name = "internet", network = (allow = ["public", "local"])),
  ],
  sockets = [(name = "http", http = (), service = "soundings")],
);
