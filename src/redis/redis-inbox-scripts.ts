/*
 * The inbox's scripts. Keys, always in this order: the stream of events, the sorted set of released entries
 * by the instant they may be claimed again, the hash of failures by entry, the hash of dead letters by
 * entry, the sorted set of dead letters by the instant they died.
 *
 * An entry in the stream is in exactly one of three states: not delivered yet; claimed (in the group's
 * pending list); released (acknowledged to the group, listed among the released). A dead letter is a JSON
 * array of strings: [receivedAt, messageId, reason, deadAt, event].
 */

const PRELUDE = `
local stream, released, failures, dead, deadIndex = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local group = ARGV[1]
local function now()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end
local function add(receivedAt, messageId, event)
  redis.call('XADD', stream, '*', 'receivedAt', receivedAt, 'messageId', messageId, 'event', event)
end
local function forget(id)
  redis.call('XACK', stream, group, id)
  redis.call('HDEL', failures, id)
  redis.call('ZREM', released, id)
  return redis.call('XDEL', stream, id)
end
local function raise(id)
  redis.call('ZREM', deadIndex, id)
  return redis.call('HDEL', dead, id)
end
`;

/** ARGV: group, then receivedAt, messageId and event of each. */
export const APPEND = `${PRELUDE}
for i = 2, #ARGV, 3 do add(ARGV[i], ARGV[i + 1], ARGV[i + 2]) end
return 1
`;

/**
 * ARGV: group, worker, count, staleAfterMs. Returns the claimed as [id, failures, event], the
 * id after which new entries will come, and in how many ms the next released entry is due (-1: none is).
 * The group is made again when Redis lost it; consumers gone for a day are dropped then and there.
 */
export const CLAIM = `${PRELUDE}
local worker, count, staleAfterMs = ARGV[2], tonumber(ARGV[3]), ARGV[4]
local claimed = {}
local function take(entries)
  for _, entry in ipairs(entries) do
    if entry and entry[2] then
      local failed = redis.call('HGET', failures, entry[1]) or '0'
      claimed[#claimed + 1] = { entry[1], failed, entry[2][6] }
    end
  end
end
local function takeStale()
  local cursor = '0-0'
  repeat
    local reply = redis.pcall('XAUTOCLAIM', stream, group, worker, staleAfterMs, cursor,
      'COUNT', count - #claimed)
    if reply.err then return reply.err end
    cursor = reply[1]
    take(reply[2])
  until cursor == '0-0' or #claimed >= count
end
local function takeDue()
  local ids = redis.call('ZRANGEBYSCORE', released, '-inf', now(), 'LIMIT', 0, count - #claimed)
  for _, id in ipairs(ids) do
    redis.call('ZREM', released, id)
    take(redis.call('XCLAIM', stream, group, worker, 0, id, 'FORCE'))
  end
end
local function takeNew()
  local reply = redis.call('XREADGROUP', 'GROUP', group, worker, 'COUNT', count - #claimed,
    'STREAMS', stream, '>')
  if reply then take(reply[1][2]) end
end
local function dropOldConsumers()
  for _, c in ipairs(redis.call('XINFO', 'CONSUMERS', stream, group)) do
    if c[2] ~= worker and c[4] == 0 and c[6] > 86400000 then
      redis.call('XGROUP', 'DELCONSUMER', stream, group, c[2])
    end
  end
end
local function lastId()
  local info = redis.call('XINFO', 'STREAM', stream)
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then return info[i + 1] end
  end
end

local trouble = takeStale()
if trouble then
  if not string.find(trouble, 'NOGROUP', 1, true) then return redis.error_reply(trouble) end
  redis.call('XGROUP', 'CREATE', stream, group, '0', 'MKSTREAM')
  redis.call('DEL', released)
end
if #claimed < count then takeDue() end
if #claimed < count then takeNew() end
if #claimed > 0 then return { claimed, '', 0 } end
dropOldConsumers()
local nextDue = redis.call('ZRANGE', released, 0, 0, 'WITHSCORES')
return { claimed, lastId(), nextDue[2] and math.max(0, nextDue[2] - now()) or -1 }
`;

/** ARGV: group, then entry ids. */
export const ACKNOWLEDGE = `${PRELUDE}
for i = 2, #ARGV do forget(ARGV[i]) end
return 1
`;

/** ARGV: group, entry id, retryAfterMs, 1 when work on it failed. Only a claimed entry can be released. */
export const RELEASE = `${PRELUDE}
local id = ARGV[2]
if redis.call('XACK', stream, group, id) == 0 then return 0 end
if #redis.call('XRANGE', stream, id, id) == 0 then return forget(id) end
redis.call('ZADD', released, now() + ARGV[3], id)
if ARGV[4] == '1' then redis.call('HINCRBY', failures, id, 1) end
return 1
`;

/** ARGV: group, entry id, reason, deadAt. */
export const BURY = `${PRELUDE}
local id = ARGV[2]
local entry = redis.call('XRANGE', stream, id, id)[1]
if not entry then return 0 end
local fields = entry[2]
redis.call('HSET', dead, id, cjson.encode({ fields[2], fields[4], ARGV[3], ARGV[4], fields[6] }))
redis.call('ZADD', deadIndex, ARGV[4], id)
return forget(id)
`;

/** ARGV: group, limit. Returns [id, letter] pairs, oldest first. */
export const DEAD_LETTERS = `${PRELUDE}
local letters = {}
if ARGV[2] == '0' then return letters end
for _, id in ipairs(redis.call('ZRANGE', deadIndex, 0, ARGV[2] - 1)) do
  letters[#letters + 1] = { id, redis.call('HGET', dead, id) }
end
return letters
`;

/** ARGV: group, entry id. */
export const REPLAY = `${PRELUDE}
local letter = redis.call('HGET', dead, ARGV[2])
if not letter then return 0 end
local fields = cjson.decode(letter)
add(fields[1], fields[2], fields[5])
return raise(ARGV[2])
`;

/*
 * What is to be erased, in ARGV from 4 on: `message` and its id; `before` and an instant; `person`, an instant, and
 * what the JSON of their events contains and what that of the event to be kept does.
 */
const MATCHES = `${PRELUDE}
local function isTold(event, words) return string.find(event, words, 1, true) ~= nil end
local function matches(receivedAt, messageId, event)
  if ARGV[4] == 'message' then return messageId == ARGV[5] end
  if tonumber(receivedAt) >= tonumber(ARGV[5]) then return false end
  return ARGV[4] == 'before' or (isTold(event, ARGV[6]) and not isTold(event, ARGV[7]))
end
`;

/** ARGV: group, two that are not used, what. Returns how many dead letters went. */
export const ERASE_DEAD = `${MATCHES}
local erased, letters = 0, redis.call('HGETALL', dead)
for i = 1, #letters, 2 do
  local letter = cjson.decode(letters[i + 1])
  if matches(letter[1], letter[2], letter[5]) then erased = erased + raise(letters[i]) end
end
return erased
`;

/** ARGV: group, where to begin, page size, what. Returns how many went and where to go on ('': done). */
export const ERASE_PAGE = `${MATCHES}
local erased, last = 0, ''
for _, entry in ipairs(redis.call('XRANGE', stream, ARGV[2], '+', 'COUNT', ARGV[3])) do
  last = '(' .. entry[1]
  local fields = entry[2]
  if matches(fields[2], fields[4], fields[6]) then erased = erased + forget(entry[1]) end
end
return { erased, last }
`;
