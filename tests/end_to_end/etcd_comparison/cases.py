# SPDX-License-Identifier: Apache-2.0
"""What is asked of both. Groups follow on each other: revisions and keys go on from group to group,
and with several nodes each group asks another one."""

import base64
import json
import re


def b64(text):
    return base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


class Request:
    def __init__(self, name, path, body="{}", method="POST", headers=None, known=(), sometimes=()):
        self.name = name
        self.path = path
        self.body = body if isinstance(body, (str, bytes)) else json.dumps(body)
        self.method = method
        self.headers = headers
        # Where the answers may differ: beginnings of paths of fields.
        self.known = (known,) if isinstance(known, str) else tuple(known)
        # Likewise, but they need not: it depends on time, or on who leads.
        self.sometimes = tuple(sometimes)

    def may_differ(self, path):
        return any(path.startswith(one) for one in self.known + self.sometimes)

    def data(self, cluster):
        """The body, with the ids of members and revisions counted from the group's first."""
        data = self.body if isinstance(self.body, bytes) else self.body.encode()
        for number, member in enumerate(cluster.members):
            data = data.replace(b"<member %d>" % (number + 1), member.encode())
        return re.sub(rb"<revision (\d+)>", lambda found: b"%d" % (cluster.revision + int(found[1])), data)

    def text(self):
        return f"{self.method} {self.path} {self.body[:200]}"

    def send(self, cluster, node):
        return cluster.ask(node, self.method, self.path, self.data(cluster), self.headers)


class Watch(Request):
    """A stream: created, then `during` is done, then `lines` lines are read."""

    def __init__(self, name, body, lines, during=(), known=()):
        super().__init__(name, "/v3/watch", body, known=known)
        self.lines = lines
        self.during = during

    def send(self, cluster, node):
        def act(to, at):
            for request in self.during:
                request.send(to, at)

        return cluster.watch(node, self.data(cluster), self.lines, act)


class Group:
    def __init__(self, name, requests):
        self.name = name
        self.requests = requests


# Where only the words differ, with which a parser says what is wrong with JSON.
ANYTHING = ("status", "content type", "[0]", "")
# README.md: an enumerator that does not exist is refused by number as well.
NUMBERS = ANYTHING
# Ours has a revision in every header.
NO_REVISION = ("[0].header.revision", "[1].result.header.revision")
WORDS = ("[0].error", "[0].message")


def put(key, value="", **more):
    return Request(f"put {key} {more}", "/v3/kv/put", {"key": b64(key), "value": b64(value), **more})


def fetch(name, **fields):
    known = fields.pop("known", ())
    return Request(name, "/v3/kv/range", fields, known=known)


def delete(name, **fields):
    return Request(name, "/v3/kv/deleterange", fields)


def txn(name, **fields):
    known = fields.pop("known", ())
    return Request(name, "/v3/kv/txn", fields, known=known)


def raw(name, path, body, known=()):
    return Request(name, path, body, known=known)


ALL = {"key": b64(b"\0"), "range_end": b64(b"\0")}
K = {"key": b64("k"), "range_end": b64("l")}


def json_bodies(path, field):
    """Bodies that are no requests, or hardly; `field` takes bytes."""
    bodies = {
        "no body": "", "blanks": "  \n ", "half an object": "{", "an object without end": '{"key":"YQ=="',
        "no value": '{"key":}', "an array": "[]", "a text": '"x"', "a number": "12", "null": "null",
        "true": "true", "not JSON": "key=value", "single quotes": "{'key':'YQ=='}",
        "a trailing comma": '{"key":"YQ==",}', "something behind it": '{"key":"YQ=="} x',
        "two objects": '{"key":"YQ=="}{"key":"Yg=="}', "a comment": '{/* */"key":"YQ=="}',
        "a byte order mark": b'\xef\xbb\xbf{"key":"YQ=="}', "a zero byte": b'{"key":"YQ=="}\0',
        "invalid UTF-8": b'{"key":"\xff\xfe"}', "invalid UTF-8 in a name": b'{"\xff":"YQ=="}',
        "a broken escape": '{"key":"\\x"}', "an escape": '{"key":"\\u0059Q=="}',
        "a surrogate": '{"key":"\\ud800"}', "deep": '{"x":' * 40 + "1" + "}" * 40,
        "deeper": '{"x":' * 400 + "1" + "}" * 400,
    }
    if path == "/v3/lease/grant":
        del bodies["deeper"]  # etcd grants one
    known = {"a surrogate": ANYTHING, "deeper": ANYTHING}
    return [raw(name, path, body.replace("key", field) if isinstance(body, str) else
                body.replace(b"key", field.encode()), known=known.get(name, ())) for name, body in bodies.items()]


def json_values():
    path = "/v3/kv/put"
    found = []

    def case(name, text, known=()):
        found.append(raw(name, path, text, known=known))

    # Go takes an array of numbers for bytes.
    case("key: []", '{"key":[],"value":"eA=="}', known=ANYTHING)
    case("key: [300]", '{"key":[300],"value":"eA=="}', known=ANYTHING)
    for value in ('"!!"', '"YQ"', '"YQ="', '"YQ==="', '"YWI="', '"-_8="', '"+/8="', '" YQ=="', '"Y Q=="',
                  '"YQ==\\n"', '"YR=="', '"Y"', '"="', '"===="', '""', "null", "5", "true", "{}"):
        case(f"key: {value}", f'{{"key":{value},"value":"eA=="}}')
    for value in ('"12"', "12", '"abc"', "1.5", "1e1", "1.0", "-1", '"-1"', '""', '" 1"', '"1 "', "true", "null", "[]",
                  "{}", "9223372036854775807", "9223372036854775808", '"9223372036854775808"', "-9223372036854775808",
                  "1e30", '"0x10"', '"+1"', "-0", '"01"', '"1e1"', '"null"'):
        case(f"lease: {value}", f'{{"key":"dmFsdWVz","lease":{value}}}')
    for value in ('"true"', "1", "0", '"1"', "null", "[]", "{}", '"false"'):
        case(f"prev_kv: {value}", f'{{"key":"dmFsdWVz","prev_kv":{value}}}')
    case("an unknown field", '{"key":"dmFsdWVz","frobnicate":1}')
    case("an unknown field with an object", '{"key":"dmFsdWVz","frobnicate":{"a":[1,2,{"b":null}]}}')
    case("a field twice", '{"key":"dmFsdWVz","key":"dmFsdWVzMg=="}')
    case("a field under both names", '{"key":"dmFsdWVz","prev_kv":false,"prevKv":true}')
    case("another case", '{"Key":"dmFsdWVz"}')
    case("camel case", '{"key":"dmFsdWVz","prevKv":true}')
    case("escaped name", '{"\\u006bey":"dmFsdWVz"}')
    for value in ('"ASCEND"', '"ascend"', "1", '"1"', "7", "-1", "1.0", "null", "true", '""', "[]", "{}", '"NONE"'):
        found.append(raw(f"sort_order: {value}", "/v3/kv/range", f'{{"key":"dmFsdWVz","sort_order":{value}}}',
                         known=NUMBERS if value in ("7", "-1") else ()))
    for value in ('"1"', "1", "null", '"x"', "1.5", "-1"):
        found.append(raw(f"limit: {value}", "/v3/kv/range", f'{{"key":"dmFsdWVz","limit":{value}}}'))
    return found


def puts():
    return [
        put("k1", "one"), put("k1", "two"), put("k1", "three", prev_kv=True), put("k2", "x", prev_kv=True),
        put("k2", "", ignore_value=True), put("k2", "y", ignore_value=True), put("k9", "", ignore_value=True),
        put("k2", "z", ignore_lease=True), put("k9", "z", ignore_lease=True),
        put("k2", "z", ignore_lease=True, lease="5"), put("k3", "z", lease="12345"),
        put("k2", "", ignore_lease=True, ignore_value=True, prev_kv=True),
        put("", "x"), put("k3", ""), put("k4", "four"), put("k5", "3"), put("k6", "2"), put("k7", "1"),
        put(b"\0", "zero"), put(b"\xff\xfe", b"\x00\x01\x02"), put("k6", "2b"), put("kk", "long" * 100),
        Request("put with a large value", "/v3/kv/put", {"key": b64("large"), "value": b64("v" * 100000)}),
        # The lease keeps it out of both.
        Request("put that is too large", "/v3/kv/put", {"key": b64("large"), "value": b64("v" * 1700000), "lease": 99},
                known=ANYTHING),
        Request("another content type", "/v3/kv/put", {"key": b64("k1")},
                headers={"Content-Type": "application/x-www-form-urlencoded"}),
        Request("a content type of JSON", "/v3/kv/put", {"key": b64("k1")},
                headers={"Content-Type": "application/json", "Accept": "application/json"}),
    ]


def ranges():
    found = [fetch("one", key=b64("k1")), fetch("none", key=b64("nothing")), fetch("all", **ALL),
             fetch("prefix", **K), fetch("from", key=b64("k5"), range_end=b64(b"\0")),
             fetch("an end before the key", key=b64("k5"), range_end=b64("k1")),
             fetch("an end that is the key", key=b64("k5"), range_end=b64("k5")),
             fetch("an empty key", key=""), fetch("an empty key with an end", range_end=b64("z")),
             fetch("nothing at all"),
             fetch("an end of two zero bytes", key=b64("k5"), range_end=b64(b"\0\0"))]
    for order in ("NONE", "ASCEND", "DESCEND"):
        for target in ("KEY", "VERSION", "CREATE", "MOD", "VALUE"):
            found.append(fetch(f"{order} {target}", **K, sort_order=order, sort_target=target))
            found.append(fetch(f"{order} {target} limit", **K, sort_order=order, sort_target=target, limit=3))
    for limit in (0, 1, 2, 100, -1, "9223372036854775807", "-9223372036854775808"):
        found.append(fetch(f"limit {limit}", **K, limit=limit))
        found.append(fetch(f"limit {limit}, counted", **K, limit=limit, count_only=True))
        found.append(fetch(f"limit {limit}, one key", key=b64("k1"), limit=limit))
    for revision in (0, 1, 2, 3, 4, 5, 9, 12, -1, "-9223372036854775808", 100000, "9223372036854775807"):
        found.append(fetch(f"revision {revision}", **K, revision=revision))
        found.append(fetch(f"revision {revision}, one key", key=b64("k1"), revision=revision))
        found.append(fetch(f"revision {revision}, counted", **K, revision=revision, count_only=True))
    for bound in ("min_mod_revision", "max_mod_revision", "min_create_revision", "max_create_revision"):
        for revision in (0, 1, 5, 8, -1, 100000):
            found.append(fetch(f"{bound} {revision}", **K, **{bound: revision}))
        found.append(fetch(f"{bound}, one key", key=b64("k1"), **{bound: 4}))
        found.append(fetch(f"{bound}, limit", **K, **{bound: 6}, limit=1))
        found.append(fetch(f"{bound}, counted", **K, **{bound: 6}, count_only=True))
        found.append(fetch(f"{bound}, keys", **K, **{bound: 6}, keys_only=True, sort_order="DESCEND"))
    found += [
        fetch("all bounds", **K, min_mod_revision=3, max_mod_revision=12, min_create_revision=2,
              max_create_revision=9, limit=2, sort_order="DESCEND", sort_target="MOD"),
        fetch("keys", **K, keys_only=True), fetch("one key only", key=b64("k1"), keys_only=True),
        fetch("count", **K, count_only=True), fetch("count of one", key=b64("k1"), count_only=True),
        fetch("count of none", key=b64("nothing"), count_only=True),
        fetch("count and keys", **K, count_only=True, keys_only=True),
        fetch("keys by value", **K, keys_only=True, sort_order="ASCEND", sort_target="VALUE"),
        fetch("serializable", **K, serializable=True),
        fetch("serializable, one", key=b64("k1"), serializable=True),
        fetch("serializable, future", key=b64("k1"), serializable=True, revision=100000),
        fetch("camel case", key=b64("k"), rangeEnd=b64("l"), sortOrder="DESCEND", sortTarget="MOD", keysOnly=True,
              minModRevision="3", maxModRevision="12", minCreateRevision="2", maxCreateRevision="9"),
    ]
    return found


def op(kind, **fields):
    return {f"request_{kind}": fields}


def compares():
    found = [txn("no compare, nothing to do"), txn("empty lists", compare=[], success=[], failure=[]),
             txn("null lists", compare=None, success=None, failure=None)]
    there = [op("range", key=b64("k1"))]
    gone = [op("range", key=b64("k2"), keys_only=True)]
    for target, field, values in (
            ("VERSION", "version", (0, 1, 5, 7)), ("CREATE", "create_revision", (0, 2, 3)),
            ("MOD", "mod_revision", (0, 4, 100)), ("VALUE", "value", (b64(""), b64("three"), b64("zzz"))),
            ("LEASE", "lease", (0, 5))):
        for result in ("EQUAL", "GREATER", "LESS", "NOT_EQUAL"):
            for value in values:
                for key in ("k1", "nothing"):
                    one = {"key": b64(key), "target": target, "result": result, field: value}
                    found.append(txn(f"{key} {target} {result} {value}", compare=[one], success=there, failure=gone))
    more = {
        "the value of another target": [{"key": b64("k1"), "target": "VERSION", "mod_revision": 5}],
        "two values": [{"key": b64("k1"), "target": "MOD", "mod_revision": 4, "version": 3}],
        "no value": [{"key": b64("k1"), "target": "VALUE"}],
        "no target": [{"key": b64("k1"), "version": 3}],
        "no key": [{"target": "VERSION", "version": 3}], "nothing": [{}], 
        "a range that agrees": [{**K, "target": "CREATE", "result": "GREATER", "create_revision": 0}],
        "a range that does not": [{**K, "target": "VERSION", "result": "EQUAL", "version": 1}],
        "a range of nothing": [{"key": b64("x"), "range_end": b64("y"), "target": "VERSION", "result": "EQUAL"}],
        "a range of nothing, value": [{"key": b64("x"), "range_end": b64("y"), "target": "VALUE", "value": b64("a")}],
        "a range from a key": [{"key": b64("k5"), "range_end": b64(b"\0"), "target": "MOD", "result": "LESS",
                                "mod_revision": 1000}],
        "several, one false": [{"key": b64("k1"), "target": "VERSION", "result": "GREATER"},
                               {"key": b64("k2"), "target": "VERSION", "result": "LESS"}],
        "an unknown target": [{"key": b64("k1"), "target": "SIZE"}],
        "an unknown result": [{"key": b64("k1"), "result": "ABOUT"}],
        "numbers of enumerators": [{"key": b64("k1"), "target": 1, "result": 1}],
        "a number that is none": [{"key": b64("k1"), "target": 9}],
        "a result that is none": [{"key": b64("k1"), "result": 9}],
        "an object": {"key": b64("k1")}, "a text": "x",
    }
    for name, compare in more.items():
        found.append(txn(name, compare=compare, success=there, failure=gone, known=NUMBERS if "that is none" in name else ()))
    found.append(txn("null", compare=[None], known=ANYTHING))
    return found


def txns():
    def puts_of(count, base="t"):
        return [op("put", key=b64(f"{base}{number}")) for number in range(count)]

    def nest(depth, inner):
        for _ in range(depth):
            inner = op("txn", success=[inner])
        return inner

    k1 = b64("t1")
    whole = op("delete_range", key=b64("t"), range_end=b64("u"))
    found = [
        txn("a put", success=[op("put", key=k1, value=b64("a"))]),
        txn("a put with the one before", success=[op("put", key=k1, value=b64("b"), prev_kv=True)]),
        txn("put, range, delete", success=[op("put", key=b64("t2"), value=b64("c")),
                                           op("range", key=b64("t"), range_end=b64("u")),
                                           op("delete_range", key=k1, prev_kv=True),
                                           op("range", key=b64("t"), range_end=b64("u"))]),
        txn("two puts of one key", success=[op("put", key=k1), op("put", key=k1)]),
        txn("two puts in the branch not taken", failure=[op("put", key=k1), op("put", key=k1)]),
        txn("one key in both branches", success=[op("put", key=k1)], failure=[op("put", key=k1)]),
        txn("put and delete", success=[op("put", key=k1), op("delete_range", key=k1)]),
        txn("delete and put", success=[op("delete_range", key=k1), op("put", key=k1)]),
        txn("put and a delete of a range", success=[op("put", key=k1), whole]),
        txn("two deletes", success=[whole, whole]),
        txn("delete and range", success=[op("put", key=b64("v1")), op("delete_range", key=b64("k9")),
                                         op("range", key=b64("v1"))]),
        txn("nested", success=[op("put", key=k1, value=b64("n")),
                               op("txn", compare=[{"key": k1, "target": "VALUE", "value": b64("n")}],
                                  success=[op("range", key=k1)], failure=[op("delete_range", key=k1)])]),
        txn("nested, of a key that is there", success=[
            op("txn", compare=[{"key": k1, "target": "VERSION", "result": "EQUAL", "version": 0}],
               success=[op("put", key=b64("t5"))], failure=[op("put", key=b64("t6")), op("range", key=k1)])]),
        txn("nested, twice the key", success=[op("put", key=k1), op("txn", success=[op("put", key=k1)])]),
        txn("nested, the key in both branches", success=[op("txn", success=[op("put", key=k1)], failure=[op("put", key=k1)])]),
        txn("nested, put and delete", success=[op("put", key=k1), op("txn", success=[op("delete_range", key=k1)])]),
        txn("nested, delete then put in two", success=[op("txn", success=[op("delete_range", key=k1)]),
                                                     op("txn", success=[op("put", key=k1)])]),
        txn("nested, put then delete in two", success=[op("txn", success=[op("put", key=k1)]),
                                                     op("txn", success=[op("delete_range", key=k1)])]),
        txn("nested, nothing", success=[op("txn")]),
        txn("nested, only reads", success=[op("txn", success=[op("range", key=k1)])]),
        txn("nested five deep", success=[nest(5, op("put", key=b64("deep")))]),
        txn("nested twelve deep", success=[nest(12, op("put", key=b64("deep")))]),
        txn("nested compare without key", success=[op("txn", compare=[{}])]),
        txn("128 puts", success=puts_of(128)), txn("129 puts", success=puts_of(129)),
        txn("129 in the branch not taken", failure=puts_of(129)),
        txn("129 reads", success=[op("range", key=k1)] * 129),
        txn("129 compares", compare=[{"key": k1, "result": "GREATER"}] * 129),
        txn("128 compares", compare=[{"key": k1, "result": "GREATER"}] * 128),
        txn("128, half of them nested", success=[*puts_of(63), op("txn", success=puts_of(64, "u"))]),
        txn("too many when nested", success=[*puts_of(100), op("txn", success=puts_of(100, "u"))]),
        txn("an operation that is none", success=[{}]), txn("an operation of null", success=[None], known=ANYTHING),
        txn("an operation that is unknown", success=[{"request_frobnicate": {}}]),
        txn("an operation of null range", success=[{"request_range": None}]),
        txn("a text as operation", success=["x"]), txn("an object for a list", success={}),
        txn("camel case", success=[{"requestPut": {"key": k1}}, {"requestRange": {"key": k1, "rangeEnd": b64("z"),
                                                                              "countOnly": True}}]),
        txn("empty key of a put", success=[op("put", value=b64("x"))]),
        txn("empty key of a range", success=[op("range")]),
        txn("empty key of a delete", success=[op("delete_range")]),
        txn("empty key in the branch not taken", failure=[op("range")]),
        txn("a lease that is none", success=[op("put", key=b64("t8")), op("put", key=k1, lease=99)]),
        txn("the key before that was not put", success=[op("range", key=b64("t8"))]),
        txn("a lease that is none, not taken", failure=[op("put", key=k1, lease=99)]),
        txn("keep the value of nothing", success=[op("put", key=b64("nothing"), ignore_value=True)]),
        txn("keep the value of nothing, not taken", failure=[op("put", key=b64("nothing"), ignore_value=True)]),
        txn("keep the lease of nothing", success=[op("put", key=b64("nothing"), ignore_lease=True)]),
        txn("keep a value", success=[op("put", key=k1, ignore_value=True, prev_kv=True)]),
        txn("keep and give a value", success=[op("put", key=k1, value=b64("x"), ignore_value=True)]),
        txn("keep and give a lease", success=[op("put", key=k1, lease=5, ignore_lease=True)]),
        txn("a read of a future revision", success=[op("range", key=k1, revision=100000)]),
        txn("a read of a future revision beside a put", success=[op("put", key=k1),
                                                                 op("range", key=k1, revision=100000)]),
        txn("a read of the next revision beside a put", success=[op("put", key=k1, value=b64("w")),
                                                                 op("range", key=k1, revision=5)]),
        txn("a read of the past", success=[op("range", key=b64("k1"), revision=3)]),
        txn("serializable reads", success=[op("range", key=k1, serializable=True)]),
        txn("ordered reads", success=[op("range", **K, sort_order="DESCEND", sort_target="VALUE", limit=2),
                                      op("range", **K, count_only=True), op("range", **K, limit=1)]),
        txn("deletes with what was before", success=[op("delete_range", key=b64("u"), range_end=b64("v"), prev_kv=True)]),
        txn("delete of nothing", success=[op("delete_range", key=b64("nothing"))]),
        txn("whether the revision stayed"),
    ]
    return found


def deletes():
    return [
        delete("one", key=b64("k7")), delete("it again", key=b64("k7")),
        delete("one with what was", key=b64("k6"), prev_kv=True),
        delete("none with what was", key=b64("k6"), prev_kv=True),
        delete("empty key", key=""), delete("nothing given"),
        delete("an end before the key", key=b64("k5"), range_end=b64("k1")),
        delete("a prefix with what was", key=b64("t"), range_end=b64("u"), prevKv=True),
        delete("from a key", key=b64("v"), range_end=b64(b"\0")),
        fetch("what is left", **ALL, keys_only=True),
    ]


def compactions():
    def compact(name, **fields):
        return Request(name, "/v3/kv/compaction", fields)

    return [
        compact("in the future", revision=100000), compact("at a negative revision", revision=-1),
        compact("at nothing"), compact("at 0", revision=0), compact("at 5", revision=5), compact("at 5 again", revision=5),
        compact("at 4", revision="4"), compact("at 9, physically", revision="9", physical=True),
        compact("at -1 after that", revision=-1),
        fetch("below it", **K, revision=8), fetch("at it", **K, revision=9), fetch("above it", **K, revision=10),
        fetch("below it, one", key=b64("k1"), revision=3), fetch("far below it", key=b64("k1"), revision=1),
        txn("a read below it", success=[op("range", key=b64("k1"), revision=3)]),
        txn("a read below it beside a put", success=[op("put", key=b64("c")), op("range", key=b64("k1"), revision=3)]),
        txn("a read below it, not taken", failure=[op("range", key=b64("k1"), revision=3)]),
        fetch("whether it was put", key=b64("c")),
        raw("a revision that is a text", "/v3/kv/compaction", '{"revision":"x"}'),
    ]


def leases():
    def lease(what, name, known=(), **fields):
        return Request(f"{what}: {name}", f"/v3/lease/{what}", fields, known=known)

    return [
        lease("leases", "none"), lease("grant", "one", ID=7, TTL=100), lease("grant", "it again", ID="7", TTL=100),
        lease("grant", "a name that is left open", TTL=60),
        lease("grant", "no time", ID=8), lease("grant", "a negative time", ID=9, TTL=-5),
        lease("grant", "a long time", ID=10, TTL=9000000000), lease("grant", "too long", ID=11, TTL=9000000001),
        lease("grant", "a second", ID=12, TTL=1), lease("grant", "a negative name", ID=-5, TTL=50),
        lease("grant", "a text as time", ID=13, TTL="30"), lease("grant", "a word as time", ID=14, TTL="soon"),
        lease("grant", "lower case", id=15, ttl=30),
        lease("revoke", "the negative one", ID=-5),
        put("l1", "x", lease=7), put("l2", "y", lease="7"), put("l2", "z", ignore_lease=True), put("l3", "", lease=10),
        fetch("keys with a lease", key=b64("l"), range_end=b64("m")),
        lease("timetolive", "with keys", ID=7, keys=True), lease("timetolive", "without", ID=7),
        lease("timetolive", "without any keys", ID=13, keys=True), lease("timetolive", "of none", ID=99),
        lease("timetolive", "of none, keys", ID=99, keys=True), lease("timetolive", "of nothing"),
        Request("timetolive: the older path", "/v3/kv/lease/timetolive", {"ID": 7}),
        Request("leases: the older path", "/v3/kv/lease/leases", {}),
        lease("keepalive", "one", ID=7), lease("keepalive", "of none", ID=99), lease("keepalive", "of nothing"),
        Request("keepalive: two", "/v3/lease/keepalive", '{"ID":7}{"ID":"10"}'),
        Request("keepalive: bad", "/v3/lease/keepalive", '{"ID":"x"}'),
        Request("keepalive: not JSON", "/v3/lease/keepalive", "nothing"),
        Request("keepalive: no body", "/v3/lease/keepalive", ""),
        txn("a compare of leases", compare=[{"key": b64("l1"), "target": "LEASE", "lease": 7}],
            success=[op("put", key=b64("l1"), value=b64("moved"), lease=10, prev_kv=True)]),
        put("l2", "out"), lease("timetolive", "the keys that left", ID=7, keys=True),
        lease("timetolive", "the keys that came", ID=10, keys=True),
        lease("revoke", "with keys", ID=10), fetch("its keys are gone", key=b64("l"), range_end=b64("m")),
        lease("revoke", "it again", ID=10), lease("revoke", "of none", ID=99), lease("revoke", "of nothing"),
        Request("revoke: the older path", "/v3/kv/lease/revoke", {"ID": 7}),
        put("l1", "x", lease=7), lease("revoke", "one", ID=13),
    ]


def create(**fields):
    return {"create_request": fields}


def watches():
    during = [put("w1", "a"), put("w1", "b"), put("w2", "c"), delete("w", key=b64("w"), range_end=b64("x")),
              txn("w", success=[op("put", key=b64("w3"), value=b64("d")), op("put", key=b64("w4"), value=b64("e"))])]
    key = {"key": b64("w"), "range_end": b64("x")}
    found = [
        Watch("a key", create(key=b64("w1")), 4, during),
        Watch("a prefix", create(**key), 10, during),
        Watch("all with what was before", create(**ALL, prev_kv=True), 10, during),
        Watch("a start in the past", create(**key, start_revision="<revision 1>"), 26),
        Watch("a start in the past with what was before", create(**key, start_revision="<revision 1>", prev_kv=True), 26),
        Watch("no puts", create(**key, start_revision="<revision 1>", filters=["NOPUT"]), 11),
        Watch("no deletes", create(**key, start_revision="<revision 1>", filters=["NODELETE"]), 16),
        Watch("nothing of all", create(**key, start_revision="<revision 1>", filters=["NODELETE", "NOPUT"]), 2),
        Watch("filters by number", create(**key, start_revision="<revision 1>", filters=[1, "NODELETE"]), 16),
        Watch("a filter that is none", create(**key, filters=["NOTHING"]), 2),
        Watch("a start in the future", create(**key, start_revision="<revision 18>"), 3, during),
        Watch("a compacted start", create(**key, start_revision=3), 2, known=NO_REVISION),
        Watch("a compacted start, no puts", create(**key, start_revision=3, filters=["NOPUT"]), 2, known=NO_REVISION),
        Watch("a negative start", create(**key, start_revision=-3), 2, known=NO_REVISION),
        Watch("no key", create(), 2, [put(b"\0", "at zero")]),
        Watch("from a key", create(key=b64("w"), range_end=b64(b"\0")), 2, during[:1]),
        Watch("an empty range", create(key=b64("w"), range_end=b64("a")), 2),
        Watch("an empty range of one key", create(key=b64("w"), range_end=b64("w")), 2),
        Watch("a name", create(key=b64("w1"), watch_id=42), 2, during[:1]),
        Watch("a negative name", create(key=b64("w1"), watch_id=-7), 2, during[:1]),
        Watch("two of one name", json.dumps(create(key=b64("w1"), watch_id=42)) +
              json.dumps(create(key=b64("w2"), watch_id=42)), 2),
        Watch("two", json.dumps(create(key=b64("w1"))) + json.dumps(create(key=b64("w2"))), 2),
        Watch("one that is cancelled", json.dumps(create(key=b64("w1"))) + '{"cancel_request":{"watch_id":0}}', 2),
        Watch("the cancelling of none", json.dumps(create(key=b64("w1"))) + '{"cancel_request":{"watch_id":9}}', 2),
        Watch("progress", json.dumps(create(key=b64("w1"), progress_notify=True)) + '{"progress_request":{}}', 2),
        Watch("fragments", create(**key, fragment=True, start_revision="<revision 1>"), 26),
        Watch("camel case", {"createRequest": {"key": b64("w"), "rangeEnd": b64("x"), "prevKv": True,
                                               "startRevision": "<revision 1>"}}, 26),
        Watch("nothing", {}, 1), Watch("no body", "", 1), Watch("null", "null", 1), Watch("a text", '"x"', 1),
        Watch("not JSON", "key", 1), Watch("bad Base64", create(key="!"), 1),
        Watch("a word as start", create(key=b64("w"), start_revision="soon"), 1),
        Watch("a key without request", {"key": b64("w")}, 1),
        Request("with GET", "/v3/watch", method="GET", body=""),
    ]
    return found


def members(nodes):
    def member(what, name, known=(), **fields):
        return Request(f"{what}: {name}", f"/v3/cluster/member/{what}", fields, known=known)

    found = [
        member("list", "all", known=NO_REVISION), Request("list: no body", "/v3/cluster/member/list", "", known=NO_REVISION),
        member("add", "nothing"), member("add", "no list", peerURLs="http://127.0.0.1:9"),
        member("add", "an empty list", peerURLs=[]), member("add", "no scheme", peerURLs=["127.0.0.1:9"]),
        member("add", "another scheme", peerURLs=["ftp://127.0.0.1:9"]), member("add", "no port", peerURLs=["http://127.0.0.1"]),
        member("add", "a path", peerURLs=["http://127.0.0.1:9/x"]),
        member("add", "a number", peerURLs=[5]),
        member("add", "a learner", peerURLs=["http://127.0.0.1:9"], isLearner=True, known=NO_REVISION),
        # etcd's words depend on whether a second has passed.
        Request("add: the same address", "/v3/cluster/member/add",
                {"peerURLs": ["http://127.0.0.1:9"], "isLearner": True}, sometimes=WORDS),
        member("list", "with the learner", known=NO_REVISION),
        member("remove", "nothing"), member("remove", "none", ID=123456789), member("remove", "a word", ID="first"),
        member("update", "nothing"), member("update", "none", ID=123456789, peerURLs=["http://127.0.0.1:19"]),
        member("promote", "nothing"), member("promote", "none", ID="123456789"), member("promote", "a voter", ID="<member 1>"),
    ]
    for what in ("add", "remove", "update", "promote"):
        found.append(Request(f"{what}: not JSON", f"/v3/cluster/member/{what}", "nothing"))
    return found


def maintenance(nodes):
    # Any of our nodes passes it on to the leader.
    passed_on = WORDS if nodes > 1 else ()

    def one(what, name="", body="{}", known=(), sometimes=()):
        return Request(f"{what} {name}", f"/v3/maintenance/{what}", body, known=known, sometimes=sometimes)

    return [
        one("status"), one("status", "no body", ""), one("status", "not JSON", "nothing"), one("status", "a list", "[]"),
        one("alarm"), one("alarm", "get", {"action": "GET"}), one("alarm", "by number", {"action": 0}),
        one("alarm", "none", {"action": "DEACTIVATE", "alarm": "NOSPACE"}),
        one("alarm", "unknown", {"action": "FROBNICATE"}), one("alarm", "unknown alarm", {"action": "GET", "alarm": "FIRE"}),
        one("alarm", "of a member", {"action": "GET", "memberID": "12", "alarm": "CORRUPT"}),
        one("alarm", "not JSON", "nothing"),
        one("defragment"), one("defragment", "not JSON", "nothing"),
        one("hash", known="[0].hash"), one("hash", "not JSON", "nothing"),
        one("hash", "of a revision", {"revision": 12}, known="[0].hash"),
        one("hash", "of the future", {"revision": 100000}, known="[0].hash"),
        one("transfer-leadership", sometimes=passed_on),
        one("transfer-leadership", "none", {"targetID": 123456789}, sometimes=passed_on),
        one("transfer-leadership", "a word", {"targetID": "first"}),
        one("transfer-leadership", "not JSON", "nothing"),
        one("snapshot", "not JSON", "nothing"),
    ]


def authentication():
    return [Request(what, f"/v3/auth/{what}", "{}", known=() if what == "status" else ANYTHING) for what in (
        "enable", "disable", "authenticate", "user/add", "user/list", "role/list", "status")]


def paths():
    found = []
    # We have no redirections.
    elsewhere = {"/v3": ANYTHING, "/v3//kv/put": ANYTHING}
    for path in ("/v3", "/v3/", "/v3/kv", "/v3/kv/nothing", "/v3/kv/put/", "/v3//kv/put", "/v3/kv/put?x=1",
                 "/v3/kv/put?key=YQ==", "/v3/kv/Put", "/v3alpha/kv/range", "/v3beta/kv/range", "/v4/kv/range", "/v2/keys/x",
                 "/nothing", "/v3/kv/range/x", "/v3/kv/%6eothing", "/v3/lease/nothing", "/v3/maintenance",
                 "/v3/cluster/member"):
        found.append(Request(path, path, {"key": b64("p")}, known=elsewhere.get(path, ())))
    for method in ("GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "FROBNICATE"):
        # etcd tells every page that it may ask.
        known = ANYTHING if method == "OPTIONS" else ()
        for path in ("/v3/kv/put", "/v3/kv/nothing"):
            found.append(Request(f"{method} of {path}", path, {"key": b64("p")}, method=method, known=known))
    # What can be got can be asked for its header here; ours are JSON, and have more in them.
    for path, known in (("/health", "content type"), ("/version", "[0].quorate"), ("/metrics", "")):
        found.append(Request(f"GET {path}", path, "", method="GET", known=known))
        found.append(Request(f"POST {path}", path, "", method="POST", known=ANYTHING if path == "/metrics" else ()))
        found.append(Request(f"HEAD {path}", path, "", method="HEAD", known=() if path == "/metrics" else ANYTHING))
    found.append(Request("method by header", "/v3/kv/range", {"key": b64("p")},
                         headers={"X-HTTP-Method-Override": "GET"}))
    return found


# A transaction that fails while it is applied: etcd's members part ways over it, since only the one that was asked
# undoes the put.
SPLITS_ETCD = ("a read of a future revision beside a put", "a read below it beside a put")


def without_splits(requests, nodes):
    return [one for one in requests if nodes == 1 or one.name not in SPLITS_ETCD]


def groups(nodes):
    yield Group("put", puts())
    yield Group("range", ranges())
    yield Group("compare", compares())
    yield Group("txn", without_splits(txns(), nodes))
    yield Group("values", json_values())
    for path, field in (("put", "key"), ("range", "key"), ("deleterange", "key"), ("txn", "key"), ("compaction", "revision")):
        yield Group(f"JSON of {path}", json_bodies(f"/v3/kv/{path}", field))
    for what in ("grant", "revoke", "timetolive", "leases", "keepalive"):
        yield Group(f"JSON of {what}", json_bodies(f"/v3/lease/{what}", "ID"))
    yield Group("delete", deletes())
    yield Group("compaction", without_splits(compactions(), nodes))
    yield Group("lease", leases())
    yield Group("watch", watches())
    yield Group("member", members(nodes))
    yield Group("maintenance", maintenance(nodes))
    yield Group("authentication", authentication())
    yield Group("path", paths())
