package dev.pixio.weights.untrusted;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Checkpoints with a valid pickle in a malicious container: zips, and the format before 1.6. */
final class HostileArchives {

    private static final byte[] VALID = PickleBytes.valid();

    private final List<Attack> attacks = new ArrayList<>();

    static List<Attack> all() {
        HostileArchives archives = new HostileArchives();
        archives.zips();
        archives.directories();
        archives.legacy();
        return archives.attacks;
    }

    private void add(String name, byte[] content, String reason) {
        attacks.add(new Attack("archive: " + name, content, reason));
    }

    private void zips() {
        ZipBytes bomb = ZipBytes.of("archive", VALID);
        bomb.add("archive/data/0", new byte[64 << 20]).deflated();
        add("a zip bomb as a storage", bomb.bytes(), "has compressed or encrypted entries");
        ZipBytes pickleBomb = new ZipBytes();
        pickleBomb.add("archive/data.pkl", new byte[64 << 20]).deflated();
        add("a zip bomb as a pickle", pickleBomb.bytes(), "has compressed or encrypted entries");
        ZipBytes encrypted = ZipBytes.checkpoint(VALID);
        encrypted.entry(2).flags = 1;
        add("an encrypted storage", encrypted.bytes(), "has compressed or encrypted entries");
        ZipBytes outside = new ZipBytes();
        outside.add("../data.pkl", VALID);
        outside.add("../data/0", new byte[7]);
        add("a folder named ..", outside.bytes(), "needs a storage of 8 bytes");
        ZipBytes deep = new ZipBytes();
        deep.add("../../../../tmp/data.pkl", VALID);
        add("a pickle outside of the folder", deep.bytes(), "is a zip without a checkpoint of torch.save; unpack it");
        ZipBytes absolute = new ZipBytes();
        absolute.add("/etc/data.pkl", VALID);
        add("a pickle at an absolute path", absolute.bytes(), "is a zip without a checkpoint of torch.save");
        ZipBytes two = ZipBytes.checkpoint(VALID);
        two.add("other/data.pkl", VALID);
        add("two pickles", two.bytes(), "is a zip of 2 checkpoints of torch.save");
        ZipBytes twice = ZipBytes.checkpoint(VALID);
        twice.add("archive/data.pkl", VALID);
        add("the same pickle twice", twice.bytes(), "is a zip of 2 checkpoints of torch.save");
        ZipBytes storages = ZipBytes.checkpoint(VALID);
        storages.add("archive/data/0", new byte[8]);
        add("the same storage twice", storages.bytes(), "has 2 entries named 'archive/data/0'");
        add("no storage", ZipBytes.checkpoint(VALID).without(2).bytes(), "has 0 entries named 'archive/data/0'");
        ZipBytes big = ZipBytes.checkpoint(VALID).without(1);
        big.add("archive/byteorder", "big".getBytes(StandardCharsets.US_ASCII));
        add("big-endian numbers", big.bytes(), "has the byte order 'big'");
        ZipBytes order = ZipBytes.checkpoint(VALID).without(1);
        order.add("archive/byteorder", new byte[1 << 20]);
        add("a byte order of a megabyte", order.bytes(), "the limit is 100");
        ZipBytes script = ZipBytes.checkpoint(VALID);
        script.add("archive/constants.pkl", VALID);
        add("a TorchScript program", script.bytes(), "is a TorchScript program");
        ZipBytes empty = new ZipBytes();
        empty.add("x", new byte[0]);
        add("a zip of something else", empty.bytes(), "is a zip without a checkpoint of torch.save");
    }

    private void directories() {
        byte[] good = ZipBytes.checkpoint(VALID).bytes();
        for (int cut : new int[] {1, 10, 22, 40, 100}) {
            add("a directory cut by " + cut, Arrays.copyOf(good, good.length - cut), "is a damaged or truncated zip");
        }
        add("a zip of four bytes", Arrays.copyOf(good, 4), "is a damaged or truncated zip");
        ZipBytes sizes = ZipBytes.checkpoint(VALID);
        sizes.entry(2).size = 0xfffffff0L;
        sizes.entry(2).compressed = 0xfffffff0L;
        add("a storage of 4 GB in the directory", sizes.bytes(), "archive/data/0");
        ZipBytes pickle = ZipBytes.checkpoint(VALID);
        pickle.entry(0).size = 0x7fffffffL;
        pickle.entry(0).compressed = 0x7fffffffL;
        add("a pickle of 2 GB in the directory", pickle.bytes(), "archive/data.pkl");
        ZipBytes differ = ZipBytes.checkpoint(VALID);
        differ.entry(2).size = 1L << 31;
        add("two sizes for one storage", differ.bytes(), "has compressed or encrypted entries");
        ZipBytes offset = ZipBytes.checkpoint(VALID);
        offset.entry(2).offset = 0x7ffffff0L;
        add("a storage beyond the end", offset.bytes(), "is a damaged or truncated zip");
        ZipBytes zip64 = ZipBytes.checkpoint(VALID);
        zip64.entry(2).zip64(1L << 62, 1L << 62, 0);
        add("a storage of 2^62 in zip64", zip64.bytes(), "archive/data/0");
        ZipBytes negative = ZipBytes.checkpoint(VALID);
        negative.entry(2).zip64(-8, -8, 0);
        add("a negative size in zip64", negative.bytes(), "");
        ZipBytes far = ZipBytes.checkpoint(VALID);
        far.entry(2).zip64(8, 8, Long.MAX_VALUE);
        add("an offset of 2^63 - 1 in zip64", far.bytes(), "");
        ZipBytes before = ZipBytes.checkpoint(VALID);
        before.entry(2).zip64(8, 8, Long.MIN_VALUE);
        add("a negative offset in zip64", before.bytes(), "");
        add(
                "a directory before the start",
                ZipBytes.checkpoint(VALID).directoryAt(0x7fffffffL).bytes(),
                "is a damaged or truncated zip");
        add(
                "a directory over itself",
                ZipBytes.checkpoint(VALID).directoryAt(0).bytes(),
                "is a damaged or truncated zip");
        ZipBytes many = ZipBytes.checkpoint(VALID);
        for (int i = 0; i < 200_000; i++) {
            many.add("archive/data/" + i, new byte[0]);
        }
        add("two hundred thousand entries", many.bytes(), "its directory is larger than");
    }

    private void legacy() {
        add("a legacy file that ends after the magic number", legacyStart().stop(), "its pickle, at byte");
        add("a legacy file of another version", legacy(7, VALID, 2, 8), "is not of version 1001");
        add("a legacy file without storages", legacy(1001, VALID, -1, 0), "lacks the storage '0'");
        add("a legacy file cut short", legacy(1001, VALID, 2, 7), "is truncated: its storage '0' of 8 bytes");
        add("a legacy file with a wrong count", legacy(1001, VALID, 3, 8), "would have 3 elements");
        add("a legacy file with a negative count", legacy(1001, VALID, Long.MIN_VALUE, 8), "elements");
        add(
                "a legacy file that calls os.system",
                legacy(
                        1001,
                        PickleBytes.start()
                                .global("os", "system")
                                .text("touch x")
                                .op(0x85, 'R')
                                .stop(),
                        2,
                        8),
                "needs 'os.system'");
        byte[] partOfAnother = PickleBytes.start()
                .op('}')
                .text("w")
                .rebuildStart()
                .op('(')
                .text("storage")
                .global("torch", "FloatStorage")
                .text("0")
                .text("cpu")
                .number(2)
                .numbers(1, 2, 3)
                .op('t', 'Q')
                .rebuildEnd(0, new long[] {2}, new long[] {1})
                .op('s')
                .stop();
        add("a storage that is a view of another", legacy(1001, partOfAnother, 2, 8), "is a part of another");
    }

    private static PickleBytes legacyStart() {
        byte[] magic = {
            (byte) 0x80,
            2,
            (byte) 0x8a,
            10,
            0x6c,
            (byte) 0xfc,
            (byte) 0x9c,
            0x46,
            (byte) 0xf9,
            0x20,
            0x6a,
            (byte) 0xa8,
            0x50,
            0x19,
            '.'
        };
        return PickleBytes.raw().bytes(magic);
    }

    /** @param count the elements of the storage 0, or -1 for a file that lists none */
    private static byte[] legacy(long version, byte[] pickle, long count, int bytes) {
        PickleBytes file = legacyStart()
                .bytes(PickleBytes.start().number(version).stop())
                .bytes(PickleBytes.start().op('}').stop())
                .bytes(pickle);
        byte[] keys = count == -1
                ? PickleBytes.start().op(']').stop()
                : PickleBytes.start().op(']').text("0").op('a').stop();
        byte[] start = file.bytes(keys).stop();
        return ByteBuffer.allocate(start.length - 1 + 8 + bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(start, 0, start.length - 1)
                .putLong(count)
                .array();
    }
}
