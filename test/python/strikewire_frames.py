"""A decoder of strikewire's tick stream, version 1, written from shared/PROTOCOL.md alone. P numbers are its rules.

    python3 strikewire_frames.py VECTOR.hex     the frames of a vector; its handles are in VECTOR.json beside it
    python3 strikewire_frames.py < MESSAGES     what a server sent, one message a line: JSON as it came, frames in hexadecimal

Each frame is answered by one line of JSON: `seq`, `snapshot`, `sentTime` and `ticks`, or why it was `refused`.
"""

import json
import re
import struct
import sys
from pathlib import Path

MODES = ["ltp", "quote", "full"]
SOURCES = [None, "stream", "rest", "previous-close"]
HEADER = struct.Struct("<BBHId")
TICKS = 1
WORD = 2**32
LARGEST_HANDLE = 1048575
DEPTH_LEVELS = 5

# P32, by bit: field, kind of its word, the first mode that has it.
FIELDS = [
    ("ltp", "price", "ltp"),
    ("exchangeTime", "seconds", "ltp"),
    ("volume", "count", "quote"),
    ("lastQuantity", "count", "quote"),
    ("averagePrice", "price", "quote"),
    ("totalBuyQuantity", "count", "quote"),
    ("totalSellQuantity", "count", "quote"),
    ("depth", "depth", "full"),
    ("oi", "count", "quote"),
    ("high", "price", "quote"),
    ("low", "price", "quote"),
    ("state", "state", "ltp"),
    ("open", "price", "quote"),
    ("previousClose", "price", "quote"),
    ("previousOi", "count", "full"),
    ("oiDayHigh", "count", "full"),
    ("oiDayLow", "count", "full"),
]
DEPTH_BIT = 7
LEVEL_FIELDS = [
    ("bidPrice", "price"),
    ("bidQuantity", "count"),
    ("bidOrders", "count"),
    ("askPrice", "price"),
    ("askQuantity", "count"),
    ("askOrders", "count"),
]
DEPTH_WORDS = DEPTH_LEVELS * len(LEVEL_FIELDS)


def bits_of_mode(mode):
    return sum(1 << bit for bit, (_, _, first) in enumerate(FIELDS) if MODES.index(first) <= mode)


MODE_BITS = [bits_of_mode(mode) for mode in range(len(MODES))]


class BadFrame(Exception):
    """Bytes that are no frame (P30). Nothing of them is taken."""


class Lost(Exception):
    """Something that was sent has not arrived (P19, P35): the client reconnects."""


class Bytes:
    """Reads a frame from its front to its end."""

    def __init__(self, data):
        self.data = data
        self.at = HEADER.size

    def byte(self):
        if self.at == len(self.data):
            raise BadFrame("the frame ends within a record")
        self.at += 1
        return self.data[self.at - 1]

    def varint(self):
        """P31."""
        value = 0
        for shift in range(0, 35, 7):
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                if value >= WORD:
                    raise BadFrame("a varint of more than 32 bits")
                return value
        raise BadFrame("a varint of more than five bytes")

    def difference(self):
        """P34."""
        folded = self.varint()
        return folded // 2 if folded % 2 == 0 else -(folded + 1) // 2


class Words:
    """What a client keeps of one handle (P32)."""

    def __init__(self, mode):
        self.mode = mode
        self.fields = [0] * len(FIELDS)
        self.depth = [0] * DEPTH_WORDS

    def copy(self):
        copy = Words(self.mode)
        copy.fields = self.fields.copy()
        copy.depth = self.depth.copy()
        return copy

    def add(self, mask, data):
        for bit in bits(mask):
            if bit == DEPTH_BIT:
                for word in bits(depth_mask(data)):
                    self.depth[word] = (self.depth[word] + data.difference()) % WORD
            else:
                self.fields[bit] = (self.fields[bit] + data.difference()) % WORD


class Decoder:
    """Decodes what comes on one connection, in the order in which it comes."""

    def __init__(self, first_seq=1):
        self.details = {}
        self.words = {}
        self.next_seq = first_seq

    def receive(self, message):
        """Takes a JSON message: some tell which handle stands for which key (P11, P15, P64)."""
        if message["type"] == "subscribed":
            self.learn(message["details"])
        elif message["type"] == "resumed":
            self.learn(message["restored"])
        elif message["type"] == "unsubscribed":
            self.forget(message["instruments"])

    def learn(self, details):
        self.forget([one["key"] for one in details])
        for one in details:
            self.details[one["handle"]] = one

    def forget(self, keys):
        for handle in [handle for handle, one in self.details.items() if one["key"] in keys]:
            del self.details[handle]
            self.words.pop(handle, None)

    def decode(self, frame):
        """Whole ticks (P18) of a frame; None for a kind of frame that is not known (P5).

        Raises BadFrame or Lost; nothing of such a frame is taken.
        """
        if len(frame) == 0:
            raise BadFrame("an empty frame")
        if frame[0] != TICKS:
            return None
        if len(frame) < HEADER.size:
            raise BadFrame("a header cut short")
        _, flags, records, seq, sent_time = HEADER.unpack_from(frame)
        if seq != self.next_seq:
            raise Lost(f"seq {seq} where {self.next_seq} was due")
        data = Bytes(frame)
        changed = {}
        ticks = [self.record(data, sent_time, changed) for _ in range(records)]
        if data.at != len(frame):
            raise BadFrame("bytes after the last record")
        self.words.update(changed)
        self.next_seq = (seq + 1) % WORD
        known = [one for one in ticks if one is not None]
        return {"seq": seq, "snapshot": flags & 1 == 1, "sentTime": sent_time, "ticks": known}

    def record(self, data, sent_time, changed):
        """The tick of a record, None where its handle is not known. What is kept afterwards goes to `changed`."""
        head = data.varint()
        handle, is_whole = head >> 1, head & 1 == 1
        if handle > LARGEST_HANDLE:
            raise BadFrame(f"handle {handle}")
        known = self.details.get(handle)
        if is_whole:
            mode = data.byte()
            if mode >= len(MODES):
                raise BadFrame(f"mode {mode}")
            words = Words(mode)
        elif known is None:
            words = Words(MODES.index("full"))  # only to find where the record ends (P35)
        else:
            words = changed.get(handle) or self.words.get(handle)
            if words is None:
                raise Lost(f"changes of handle {handle} without a whole record before")
            words = words.copy()
        age = data.varint()
        mask = data.varint()
        if mask & ~MODE_BITS[words.mode if is_whole else MODES.index("full")]:
            raise BadFrame(f"mask {mask:#x} in mode {MODES[words.mode]}")
        words.add(mask, data)
        if known is None:
            return None
        changed[handle] = words
        return tick(known, words, None if age == 0 else sent_time - (age - 1))


def bits(mask):
    return [bit for bit in range(mask.bit_length()) if mask >> bit & 1]


def depth_mask(data):
    mask = data.varint()
    if mask >> DEPTH_WORDS:
        raise BadFrame(f"mask {mask:#x} of depth")
    return mask


def value(kind, word, decimals):
    """P33."""
    if word == 0:
        return None
    if kind == "price":
        return word / 10**decimals
    return word * 1000 if kind == "seconds" else word - 1


def depth(words, decimals):
    """P34."""
    size = len(LEVEL_FIELDS)
    levels = [
        {name: value(kind, words[level * size + i], decimals) for i, (name, kind) in enumerate(LEVEL_FIELDS)}
        for level in range(DEPTH_LEVELS)
    ]
    is_empty = all(level["bidPrice"] is None and level["askPrice"] is None for level in levels)
    return None if is_empty else levels


def tick(details, words, received_time):
    """What the words say, with the fields of their mode (P32)."""
    decimals = details["decimals"]
    out = {"instrument": details["key"], "receivedTime": received_time}
    for bit in bits(MODE_BITS[words.mode]):
        name, kind, _ = FIELDS[bit]
        word = words.fields[bit]
        if kind == "state":
            out["source"] = SOURCES[word & 3]
            out["stale"] = word & 4 != 0
        elif kind == "depth":
            out[name] = depth(words.depth, decimals)
        else:
            out[name] = value(kind, word, decimals)
    return out


def read_vector(path):
    frames = re.sub(r"#.*", "", path.read_text()).split("\n--\n")
    vector = json.loads(path.with_suffix(".json").read_text())
    decoder = Decoder(first_seq=vector["frames"][0]["seq"])
    decoder.learn([{"handle": int(handle), **of} for handle, of in vector["handles"].items()])
    for frame in frames:
        print(json.dumps(decoder.decode(bytes.fromhex(frame))))


def read_messages(lines):
    """Each `hello` begins a connection. Once something is lost the rest of a connection is refused, too."""
    decoder, lost = Decoder(), None
    for line in lines:
        if line.startswith("{"):
            message = json.loads(line)
            if message["type"] == "hello":
                decoder, lost = Decoder(), None
            decoder.receive(message)
            continue
        try:
            if lost is not None:
                raise lost
            answer = decoder.decode(bytes.fromhex(line))
        except BadFrame as error:
            answer = {"refused": str(error)}
        except Lost as error:
            lost = error
            answer = {"refused": str(error)}
        print(json.dumps(answer))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        read_vector(Path(sys.argv[1]))
    else:
        read_messages(sys.stdin)
