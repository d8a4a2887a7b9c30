package dev.pixio.bench.fuzz.mutation;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/** Inserts and overwrites opcodes of pickle: sizes that lie, references to nothing, cycles, deep nesting, unknown names. */
public final class PickleMutator implements Mutator {

    private static final int DEEP = 3000;

    /** Opcodes with their arguments, by their letters in Python's pickletools. */
    private static final List<String> OPCODES = List.of(
            "(",
            ".",
            "0",
            "1",
            "2",
            "N",
            "]",
            "}",
            ")",
            "a",
            "e",
            "s",
            "u",
            "t",
            "l",
            "d",
            "b",
            "R",
            "Q",
            "o",
            "\u0081",
            "\u0092",
            "\u0093",
            "\u0094",
            "\u0085",
            "\u0086",
            "\u0087",
            "\u0088",
            "\u0089",
            "\u008f",
            "\u0090",
            "\u0091",
            "\u0097",
            "\u0098",
            "\u0080\u0005",
            "\u0080\u00ff",
            "\u0095\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f",
            "K\u0007",
            "M\u00ff\u00ff",
            "J\u00ff\u00ff\u00ff\u00ff",
            "J\u00ff\u00ff\u00ff\u007f",
            "\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f",
            "\u008a\u0009\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u0000",
            "\u008a\u00ff",
            "\u008b\u00ff\u00ff\u00ff\u007f",
            "G\u007f\u00f8\u0000\u0000\u0000\u0000\u0000\u0000",
            "I99999999999999999999\n",
            "L1e5L\n",
            "Fnan\n",
            "S'x'\n",
            "Vx\\ud800\n",
            "X\u00ff\u00ff\u00ff\u007f",
            "X\u00ff\u00ff\u00ff\u00ff",
            "\u008c\u00ff",
            "\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f",
            "B\u00ff\u00ff\u00ff\u00ff",
            "C\u00ff",
            "\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f",
            "\u0096\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f",
            "q\u0000",
            "h\u0000",
            "h\u00ff",
            "j\u00ff\u00ff\u00ff\u007f",
            "r\u00ff\u00ff\u00ff\u007f",
            "g-1\n",
            "p99999999999\n",
            "cos\nsystem\n",
            "cbuiltins\neval\n",
            "ccollections\nOrderedDict\n",
            "ctorch._utils\n_rebuild_tensor_v2\n",
            "ctorch\nFloatStorage\n",
            "cnumpy\ndtype\n",
            "P1\n",
            "\u0082\u0001",
            "]q\u0009h\u0009a",
            "}q\u0009h\u0009h\u0009s",
            "]q\u0009h\u0009h\u0009\u0086a",
            "]".repeat(DEEP) + "a".repeat(DEEP - 1),
            "(".repeat(DEEP) + "t".repeat(DEEP),
            ")" + "\u0085".repeat(DEEP),
            "2".repeat(DEEP));

    @Override
    public byte[] mutate(byte[] seed, byte[] other, SplittableRandom random) {
        byte[] bytes = seed;
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            byte[] opcode = OPCODES.get(random.nextInt(OPCODES.size())).getBytes(StandardCharsets.ISO_8859_1);
            int at = random.nextInt(bytes.length + 1);
            int from = random.nextBoolean() ? at : Math.min(bytes.length, at + 1 + random.nextInt(8));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(bytes, 0, at);
            out.writeBytes(opcode);
            out.write(bytes, from, bytes.length - from);
            bytes = out.toByteArray();
        }
        return bytes;
    }
}
