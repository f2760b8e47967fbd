-- What wrk sends, and what it found, as one line of JSON.
--
--   wrk ... -s load.lua URL -- answer FILE ORIGIN    answers, each under a random key of its own
--   wrk ... -s load.lua URL -- texts FILE ORIGIN     the same, each with a text of its own in the place of {text}
--   wrk ... -s load.lua URL -- read                  the address, again and again

local body, headers, written

local function random()
  local file = assert(io.open("/dev/urandom", "rb"))
  local a, b, c, d = file:read(4):byte(1, 4)
  file:close()
  return ((a * 256 + b) * 256 + c) * 256 + d
end

function init(args)
  math.randomseed(random())
  if args[1] == "read" then return end
  written = args[1] == "texts"
  local file = assert(io.open(args[2], "rb"))
  body = file:read("*a")
  file:close()
  headers = { ["Content-Type"] = "application/json", ["Origin"] = args[3] }
end

-- Some thirty words, of which a few are said often and most seldom; one text in fifty is a letter with ten words of its own.
local letter = "please keep the night bus since many of us work late in town and have no other way to come home after ten"

local function words(count)
  local all = {}
  for place = 1, count do
    local number = math.floor(4000 * math.random() ^ 3)
    all[place] = string.char(97 + number % 26, 97 + math.floor(number / 26) % 26, 97 + math.floor(number / 676) % 26) .. "ing"
  end
  return table.concat(all, " ")
end

local function text()
  if math.random(50) == 1 then return letter .. " " .. words(10) end
  return words(math.random(12, 45))
end

function request()
  if not body then return wrk.format("GET") end
  local part = function() return math.random(0, 65535) end
  headers["Idempotency-Key"] = string.format('"%04x%04x-%04x-4%03x-8%03x-%04x%04x%04x"', part(), part(), part(),
    math.random(0, 4095), math.random(0, 4095), part(), part(), part())
  return wrk.format("POST", nil, headers, written and body:gsub("{text}", text()) or body)
end

function done(summary, latency)
  local failed = summary.errors
  io.write(string.format(
    '{"requests":%d,"microseconds":%d,"p50":%d,"p99":%d,"failed":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    failed.connect + failed.read + failed.write + failed.timeout + failed.status))
end
