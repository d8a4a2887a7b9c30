package dev.pixio.weights.untrusted;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Checkpoints with a malicious pickle in a valid zip. Those that execute a command create the file {@code MARKER}. */
final class HostilePickles {

    /** The file that a successful attack creates in the working directory. */
    static final String MARKER = "hostile-pickle-was-here";

    private static final String TOUCH = "touch " + MARKER;
    private static final String NOT_ALLOWED = "which is not an allowed name";

    private final List<Attack> attacks = new ArrayList<>();

    static List<Attack> all() {
        HostilePickles pickles = new HostilePickles();
        pickles.execution();
        pickles.machine();
        pickles.sizes();
        pickles.amplification();
        pickles.tensors();
        return pickles.attacks;
    }

    private void add(String name, byte[] pickle, String reason) {
        attacks.add(new Attack("pickle: " + name, ZipBytes.checkpoint(pickle).bytes(), reason));
    }

    private static PickleBytes start() {
        return PickleBytes.start();
    }

    private void execution() {
        for (String[] target : new String[][] {
            {"os", "system"},
            {"posix", "system"},
            {"nt", "system"},
            {"subprocess", "Popen"},
            {"builtins", "eval"},
            {"__builtin__", "exec"},
            {"builtins", "getattr"},
            {"builtins", "__import__"},
            {"importlib", "import_module"},
            {"torch", "load"},
            {"torch.hub", "load"},
            {"pickle", "loads"},
            {"runpy", "_run_code"},
            {"java.lang", "Runtime"},
        }) {
            String name = target[0] + "." + target[1];
            add(
                    "REDUCE on " + name,
                    start().global(target[0], target[1])
                            .op('(')
                            .text(TOUCH)
                            .op('t', 'R')
                            .stop(),
                    "needs '" + name + "', " + NOT_ALLOWED);
        }
        add(
                "INST of os.system",
                PickleBytes.raw()
                        .op('(')
                        .op('S')
                        .line("'" + TOUCH + "'")
                        .op('i')
                        .line("os")
                        .line("system")
                        .stop(),
                "needs 'os.system'");
        add(
                "OBJ of os.system",
                start().op('(').global("os", "system").text(TOUCH).op('o').stop(),
                "needs 'os.system'");
        add(
                "NEWOBJ of subprocess.Popen",
                start().global("subprocess", "Popen").text(TOUCH).op(0x85, 0x81).stop(),
                "needs 'subprocess.Popen'");
        add(
                "STACK_GLOBAL through attributes",
                start().stackGlobal("collections", "OrderedDict.__class__.__mro__")
                        .op(')', 'R')
                        .stop(),
                "needs 'collections.OrderedDict.__class__.__mro__'");
        add(
                "STACK_GLOBAL with a dotted module",
                start().stackGlobal("torch._utils._rebuild_tensor_v2.__globals__", "os")
                        .stop(),
                NOT_ALLOWED);
        add(
                "STACK_GLOBAL of numbers",
                start().number(1).number(2).op(0x93).stop(),
                "looks up a name that is not a string");
        add(
                "BUILD with __setstate__ in its state",
                start().global("argparse", "Namespace")
                        .op(')', 0x81, '}')
                        .text("__setstate__")
                        .global("os", "system")
                        .op('s', 'b')
                        .stop(),
                "needs 'os.system'");
        add(
                "BUILD of a dict's __reduce__ twice",
                start().global("argparse", "Namespace")
                        .op(')', 0x81, '}')
                        .text("__reduce__")
                        .text(TOUCH)
                        .op('s', 'b', '}', 'b')
                        .stop(),
                "sets the state of an object twice");
        add("BUILD on a string", start().text(TOUCH).op('}', 'b').stop(), "sets the state of a value that has none");
        add(
                "a call of a string",
                start().text("os.system").op(')', 'R').stop(),
                "calls a value that is not a function");
        add(
                "a call of what a call made",
                start().global("collections", "OrderedDict")
                        .op(')', 'R', ')', 'R')
                        .stop(),
                "calls a value that is not a function");
        add(
                "_reconstructor of a class that is not allowed",
                start().global("copyreg", "_reconstructor")
                        .op('(')
                        .global("torch", "FloatStorage")
                        .global("builtins", "object")
                        .op('N', 't', 'R')
                        .stop(),
                "creates an object of a class that is not allowed");
        add(
                "_rebuild_from_type_v2 by another function",
                start().global("torch._tensor", "_rebuild_from_type_v2")
                        .op('(')
                        .global("_codecs", "encode")
                        .global("torch", "Tensor")
                        .op('(')
                        .text(TOUCH)
                        .op('t', 'N', 't', 'R')
                        .stop(),
                "rebuilds a tensor with a function that creates none");
        add(
                "_codecs.encode by another codec",
                start().global("_codecs", "encode")
                        .text("x")
                        .text("rot13")
                        .op(0x86, 'R')
                        .stop(),
                "encodes text with another codec than latin1");
        for (int ext = 0x82; ext <= 0x84; ext++) {
            add("EXT opcode " + ext, start().op(ext, 1, 0, 0, 0).stop(), "uses a registered extension");
        }
        add(
                "a name with control characters",
                start().stackGlobal("os\n\u001b[31m\u202e", "system\r\n2").stop(),
                "needs 'os?");
    }

    private void machine() {
        add("an unknown opcode", start().op(0xff).stop(), "has the unknown opcode 0xff");
        add("a text file", "print('hello')".getBytes(StandardCharsets.UTF_8), "its pickle, at byte");
        add("protocol 255", PickleBytes.raw().op(0x80, 255).stop(), "is of protocol 255");
        add("a pop from nothing", start().op('0').stop(), "pops a value from an empty stack");
        add("a stop with nothing", start().stop(), "pops a value from an empty stack");
        add("a list that was not begun", start().op('t').stop(), "ends a list that was not begun");
        add(
                "an append to a number",
                start().number(1).number(2).op('a').stop(),
                "appends to a value that is not a list");
        add(
                "an item of a list",
                start().op(']').text("a").text("b").op('s').stop(),
                "sets items of a value that is not a dict");
        add(
                "a key without a value",
                start().op('}', '(').text("a").op('u').stop(),
                "sets a key of a dict without a value");
        add("a memo entry that was not set", start().op('h', 9).stop(), "reads the memo entry 9");
        add("a memo key that is not a number", start().op('g').line("nine").stop(), "which is not a number");
        add("a value below the mark", start().number(1).op('(', 'a').stop(), "pops a value from an empty stack");
        add(
                "no stop",
                start().op('}')
                        .bytes(new byte[0])
                        .op('N')
                        .op('0')
                        .op('J', 1)
                        .bytes(new byte[0])
                        .stop(),
                "bytes where");
        add("a buffer out of band", start().op(0x97).stop(), "buffers outside of the file");
        add("a persistent id of text", start().op('P').line("storage").stop(), "has a persistent id of text");
        add("a persistent id of a number", start().number(1).op('Q').stop(), "not a storage of torch");
        add(
                "a persistent id of another kind",
                start().op('(')
                        .text("module")
                        .global("torch", "FloatStorage")
                        .text("0")
                        .text("cpu")
                        .number(1)
                        .op('t', 'Q')
                        .stop(),
                "not a storage of torch");
        add("a number of letters", PickleBytes.raw().op('L').line("0x7fffL").stop(), "has an invalid number");
        add(
                "a dict of lists of one",
                start().global("collections", "OrderedDict")
                        .op(']', ']', 'a', 0x85, 'R')
                        .stop(),
                "creates a dict from something other than pairs");
        add(
                "a dict that contains itself",
                start().op('}', 'q', 0).text("a").op('h', 0, 's').stop(),
                "has dicts that contain themselves");
        add(
                "a tuple that contains itself as a key",
                start().op('}', ']', 'q', 0, 'h', 0, 0x85, 'a', '0', 'h', 0, 0x85)
                        .text("x")
                        .op('s')
                        .stop(),
                "contains no named tensors");
    }

    private void sizes() {
        add("a string of 4 GB", start().op('X').little(4, 0xffffffffL).stop(), "needs 4294967295 bytes");
        add("a string of 2^63", start().op(0x8d).little(8, Long.MIN_VALUE).stop(), "needs 9223372036854775808 bytes");
        add("bytes of 2^62", start().op(0x8e).little(8, 1L << 62).stop(), "needs 4611686018427387904 bytes");
        add("a bytearray of all bits", start().op(0x96).little(8, -1).stop(), "needs 18446744073709551615 bytes");
        add("a frame of 2^40", start().op(0x95).little(8, 1L << 40).stop(), "needs 1099511627776 bytes");
        add(
                "a number of 2 GB",
                start().op(0x8b).little(4, Integer.MAX_VALUE).stop(),
                "has an integer of 2147483647 bytes");
        add("a number of negative length", start().op(0x8b).little(4, -1).stop(), "has an integer of -1 bytes");
        add(
                "a number of a million digits",
                PickleBytes.raw().op('L').line("9".repeat(1_000_000)).stop(),
                "has a line that does not end");
        add(
                "a line without an end",
                PickleBytes.raw().op('c').bytes(new byte[100_000]).stop(),
                "has a line that does not end");
        add("a string of 9 MB", start().text("x".repeat(9 << 20)).stop(), "the limit is 8388608");
        add("a million marks", start().times(1_000_000, '(').stop(), "nests more than 1000 levels");
        add("lists in lists, a million deep", deepLists(), "contains no named tensors");
        add(
                "tuples in tuples, a million deep",
                start().op(')').times(1_000_000, 0x85).op('}').stop(),
                "");
        add("dicts in dicts, a hundred thousand deep", deepDicts(), "are nested more than 32 levels deep");
        add("two million values", start().times(2_000_000, ']').stop(), "creates more than 1048576 values");
        add("two million memos", start().op('N').times(2_000_000, 0x94).stop(), "memoizes more than 1048576 values");
        add(
                "the largest memo index",
                start().op('N', 'r').little(4, 0xffffffffL).op('h', 1).stop(),
                "reads the memo entry 1");
    }

    private static byte[] deepLists() {
        return start().times(500_000, ']').times(499_999, 'a').stop();
    }

    private static byte[] deepDicts() {
        PickleBytes pickle = start().op('}')
                .text("w")
                .tensor(2, 0, new long[] {2}, new long[] {1})
                .op('s', 'q', 0);
        for (int i = 0; i < 100_000; i++) {
            pickle.op('}', 'U', 1, 'a', 'h', 0, 's', 'q', 0);
        }
        return pickle.stop();
    }

    /** Small pickles that use the same value many times. */
    private void amplification() {
        PickleBytes doubling = start().op('}')
                .text("w")
                .tensor(2, 0, new long[] {2}, new long[] {1})
                .op('s', 'q', 0);
        for (int i = 0; i < 30; i++) {
            doubling.op('}', '(', 'U', 1, 'a', 'h', 0, 'U', 1, 'b', 'h', 0, 'u', 'q', 0);
        }
        add("a billion tensors by doubling", doubling.stop(), "contains more than 100000 tensors");
        PickleBytes keys = start().text("k".repeat(100_000)).op('q', 0, '}').times(1, 'h', 0);
        add(
                "a name of 100 KB",
                keys.tensor(2, 0, new long[] {2}, new long[] {1}).op('s').stop(),
                "whose name is longer than");
        PickleBytes encoded = start().text("x".repeat(1 << 20)).text("latin1").op(0x86, 'q', 0);
        for (int i = 0; i < 100_000; i++) {
            encoded.op('c').line("_codecs").line("encode").op('h', 0, 'R');
        }
        add("one string encoded 100,000 times", encoded.stop(), "creates more text than any checkpoint needs");
        PickleBytes paths = start().text("x".repeat(1 << 20))
                .op('q', 0, '(')
                .times(100, 'h', 0)
                .op('t', 'q', 1);
        for (int i = 0; i < 1000; i++) {
            paths.global("pathlib", "PosixPath").op('h', 1, 'R');
        }
        add("one path joined 1000 times", paths.stop(), "creates more text than any checkpoint needs");
        PickleBytes states = start().op('}', 'q', 0, '(');
        for (int i = 0; i < 50_000; i++) {
            states.number(i).op('N');
        }
        states.op('u');
        for (int i = 0; i < 100_000; i++) {
            states.global("argparse", "Namespace").op(')', 0x81, 'h', 0, 'b');
        }
        add("one state given to 100,000 objects", states.stop(), "contains no named tensors");
        PickleBytes pairs = start().op(']', 'q', 0, '(');
        for (int i = 0; i < 50_000; i++) {
            pairs.number(i).op('N', 0x86);
        }
        pairs.op('e', '0');
        for (int i = 0; i < 100_000; i++) {
            pairs.global("collections", "OrderedDict").op('h', 0, 0x85, 'R');
        }
        add("100,000 dicts of one list", pairs.stop(), "contains no named tensors");
    }

    private void tensors() {
        tensor("a tensor beyond its storage", 2, 0, new long[] {3}, new long[] {1}, "reaches beyond its storage of 2");
        tensor("an offset beyond the storage", 2, 2, new long[] {1}, new long[] {1}, "reaches beyond its storage of 2");
        tensor(
                "an offset of 2^63 - 1",
                2,
                Long.MAX_VALUE,
                new long[] {2},
                new long[] {1},
                "reaches beyond its storage");
        tensor("a negative offset", 2, -1, new long[] {1}, new long[] {1}, "does not match its strides");
        tensor("a negative stride", 2, 1, new long[] {2}, new long[] {-1}, "does not match its strides");
        tensor("a negative length", 2, 0, new long[] {-2}, new long[] {1}, "has an impossible shape");
        tensor("a stride of 2^62", 2, 0, new long[] {3}, new long[] {1L << 62}, "reaches beyond its storage");
        tensor(
                "a size that overflows",
                2,
                0,
                new long[] {1L << 32, 1L << 32},
                new long[] {1, 1},
                "an impossible shape");
        tensor(
                "a size that overflows beside a zero",
                2,
                0,
                new long[] {0, 1L << 62, 1L << 62},
                new long[] {1, 1, 1},
                "an impossible shape");
        tensor("a terabyte of one element", 2, 0, new long[] {1L << 38}, new long[] {0}, "has overlapping elements");
        tensor("overlapping windows", 2, 0, new long[] {2, 2}, new long[] {1, 0}, "has overlapping elements");
        tensor("fewer strides than lengths", 2, 0, new long[] {1, 2}, new long[] {1}, "does not match its strides");
        tensor("no strides", 2, 0, new long[] {2}, new long[] {}, "does not match its strides");
        tensor(
                "a storage larger than the file",
                1L << 40,
                0,
                new long[] {1L << 40},
                new long[] {1},
                "needs a storage of");
        tensor("a storage of 2^61 floats", 1L << 61, 0, new long[] {1}, new long[] {1}, "has a storage of");
        tensor("a storage of -1 floats", -1, 0, new long[] {1}, new long[] {1}, "has a storage of -1");
        tensor("26 dimensions", 2, 0, new long[26], new long[26], "at most 25 integers");
        add(
                "a missing storage",
                start().op('}')
                        .text("w")
                        .rebuildStart()
                        .storage("FloatStorage", "1", 2)
                        .rebuildEnd(0, new long[] {2}, new long[] {1})
                        .op('s')
                        .stop(),
                "has 0 entries named 'archive/data/1'");
        add(
                "a storage by a path",
                start().op('}')
                        .text("w")
                        .rebuildStart()
                        .storage("FloatStorage", "../../../etc/passwd", 2)
                        .rebuildEnd(0, new long[] {2}, new long[] {1})
                        .op('s')
                        .stop(),
                "has 0 entries named 'archive/data/../../../etc/passwd'");
        add(
                "a storage of two sizes",
                start().op('}')
                        .text("w")
                        .tensor(2, 0, new long[] {2}, new long[] {1})
                        .op('s')
                        .text("v")
                        .tensor(1, 0, new long[] {1}, new long[] {1})
                        .op('s')
                        .stop(),
                "declares two sizes for the storage '0'");
        add(
                "a storage of another type",
                start().op('}')
                        .text("w")
                        .rebuildStart()
                        .op('(')
                        .text("storage")
                        .global("torch", "device")
                        .text("0")
                        .text("cpu")
                        .number(2)
                        .op('t', 'Q')
                        .rebuildEnd(0, new long[] {2}, new long[] {1})
                        .op('s')
                        .stop(),
                "has a storage of 2 elements of torch.device");
        add(
                "a shape of strings",
                start().op('}')
                        .text("w")
                        .rebuildStart()
                        .storage("FloatStorage", "0", 2)
                        .number(0)
                        .text("2")
                        .text("1")
                        .op('t', 'R', 's')
                        .stop(),
                "integers");
    }

    private void tensor(String name, long elements, long offset, long[] shape, long[] strides, String reason) {
        add(
                name,
                start().op('}')
                        .text("w")
                        .tensor(elements, offset, shape, strides)
                        .op('s')
                        .stop(),
                reason);
    }
}
