package dev.pixio.weights.untrusted;

import java.util.ArrayList;
import java.util.List;

/** Checkpoints whose pickle in a valid zip asks for memory or time out of proportion, or describes impossible tensors. */
final class HostileSizes {

    private final List<Attack> attacks = new ArrayList<>();

    static List<Attack> all() {
        HostileSizes sizes = new HostileSizes();
        sizes.sizes();
        sizes.amplification();
        sizes.tensors();
        return sizes.attacks;
    }

    private void add(String name, byte[] pickle, String reason) {
        attacks.add(new Attack("pickle: " + name, ZipBytes.checkpoint(pickle).bytes(), reason));
    }

    private static PickleBytes start() {
        return PickleBytes.start();
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
