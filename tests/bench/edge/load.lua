-- What wrk sends, and what it found, as one line of JSON.
--
--   wrk ... -s load.lua URL -- answer FILE ORIGIN    answers, each under a random key of its own
--   wrk ... -s load.lua URL -- read                  the address, again and again

local body, headers

local function random()
  local file = assert(io.open("/dev/urandom", "rb"))
  local a, b, c, d = file:read(4):byte(1, 4)
  file:close()
  return ((a * 256 + b) * 256 + c) * 256 + d
end

function init(args)
  math.randomseed(random())
  if args[1] ~= "answer" then return end
  local file = assert(io.open(args[2], "rb"))
  body = file:read("*a")
  file:close()
  headers = { ["Content-Type"] = "application/json", ["Origin"] = args[3] }
end

function request()
  if not body then return wrk.format("GET") end
  local part = function() return math.random(0, 65535) end
  headers["Idempotency-Key"] = string.format('"%04x%04x-%04x-4%03x-8%03x-%04x%04x%04x"', part(), part(), part(),
    math.random(0, 4095), math.random(0, 4095), part(), part(), part())
  return wrk.format("POST", nil, headers, body)
end

function done(summary, latency)
  local failed = summary.errors
  io.write(string.format(
    '{"requests":%d,"microseconds":%d,"p50":%d,"p99":%d,"failed":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    failed.connect + failed.read + failed.write + failed.timeout + failed.status))
end
