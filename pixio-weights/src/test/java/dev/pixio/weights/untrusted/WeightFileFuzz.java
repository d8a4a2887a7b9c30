package dev.pixio.weights.untrusted;

import dev.pixio.torch.NativeMemory;
import dev.pixio.weights.file.WeightFile;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Mutates valid files of weights and checks that each either loads, with all elements readable, or is refused with a {@link
 * WeightsException}. {@link #main} runs for minutes; a short run is a test.
 */
final class WeightFileFuzz {

    /** The number of files so far. */
    record Counts(long files, long loaded, long refused) {}

    private static final String OPCODES = "().0QRbcestu}]\u0080\u0081\u0085\u0086\u0094hqjrKJMXN2";

    private final List<byte[]> seeds;
    private final Path file;
    private final Random random;
    private long loaded;
    private long refused;

    WeightFileFuzz(Path folder, long seed) throws IOException {
        this.seeds = seeds();
        this.file = folder.resolve("mutant");
        this.random = new Random(seed);
    }

    /**
     * Runs until the time is over or a failure is found.
     *
     * @param arguments minutes, and optionally a seed to repeat a run
     */
    public static void main(String[] arguments) throws IOException {
        double minutes = Double.parseDouble(arguments[0]);
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
        System.out.println("seed " + seed);
        WeightFileFuzz fuzz = new WeightFileFuzz(Files.createTempDirectory("fuzz"), seed);
        long start = System.nanoTime();
        for (int minute = 1; (System.nanoTime() - start) / 6e10 < minutes; minute++) {
            fuzz.run(Math.round(Math.min(60, minutes * 60) * 1e9));
            Runtime java = Runtime.getRuntime();
            System.out.printf(
                    "minute %d: %s, heap %d MB, resident %d MB%n",
                    minute,
                    fuzz.counts(),
                    (java.totalMemory() - java.freeMemory()) >> 20,
                    NativeMemory.resident().orElse(0) >> 20);
        }
        System.out.println("done: no failure");
    }

    /** Runs for a time in nanoseconds, and throws for the first file that is neither loaded nor refused. */
    void run(long nanoseconds) throws IOException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanoseconds) {
            byte[] mutant = mutant();
            Files.deleteIfExists(file); // truncating would invalidate mapped pages, and wait for the disk
            Files.write(file, mutant);
            try (PointerScope scope = new PointerScope()) {
                WeightFile.open(file).tensors().values().forEach(WeightFileFuzz::touch);
                loaded++;
            } catch (WeightsException e) {
                refused++;
            } catch (RuntimeException | Error e) {
                Path failed = Files.createTempFile("fuzz-failure", ".bin");
                Files.write(failed, mutant);
                throw new IllegalStateException("neither loaded nor refused: " + failed, e);
            }
        }
    }

    Counts counts() {
        return new Counts(loaded + refused, loaded, refused);
    }

    /** Reads every element; one outside of the file would end the process. */
    private static void touch(Tensor tensor) {
        if (tensor.numel() > 0) {
            tensor.contiguous().flatten().view(ScalarType.Byte).sum().item_long();
        }
    }

    private byte[] mutant() {
        byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
        int mutations = 1 + random.nextInt(4);
        for (int i = 0; i < mutations && bytes.length > 1; i++) {
            bytes = mutated(bytes);
        }
        return bytes;
    }

    private byte[] mutated(byte[] bytes) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(9)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt(256);
            case 2 -> bytes[at] = (byte) OPCODES.charAt(random.nextInt(OPCODES.length()));
            case 3 -> number(bytes, at);
            case 4 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 5 -> {
                return splice(bytes, bytes, at);
            }
            case 6 -> {
                return splice(bytes, seeds.get(random.nextInt(seeds.size())), at);
            }
            case 7 -> digit(bytes, at);
            default -> bytes[at] += (byte) (random.nextBoolean() ? 1 : -1);
        }
        return bytes;
    }

    /** Overwrites 1 to 8 bytes with a boundary value. */
    private void number(byte[] bytes, int at) {
        long[] numbers = {0, 1, -1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffffL, 0xffffffffL, Long.MAX_VALUE, bytes.length};
        long value = numbers[random.nextInt(numbers.length)];
        int length = 1 << random.nextInt(4);
        for (int i = 0; i < length && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) (value >> (8 * i));
        }
    }

    /** Changes the next decimal digit, as in the numbers of JSON. */
    private void digit(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] >= '0' && bytes[i] <= '9') {
                bytes[i] = (byte) ('0' + random.nextInt(10));
                return;
            }
        }
    }

    /** Copies a range of one file into another: inserts it, or replaces a range of half or the same length. */
    private byte[] splice(byte[] into, byte[] from, int at) {
        int length = 1 + random.nextInt(Math.min(64, from.length));
        int start = random.nextInt(from.length - length + 1);
        int removed = random.nextInt(3) * length / 2;
        int tail = Math.min(into.length, at + removed);
        byte[] spliced = new byte[at + length + into.length - tail];
        System.arraycopy(into, 0, spliced, 0, at);
        System.arraycopy(from, start, spliced, at, length);
        System.arraycopy(into, tail, spliced, at + length, into.length - tail);
        return spliced;
    }

    private static List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        try (Stream<Path> files =
                Files.list(Path.of(Objects.requireNonNull(WeightFileFuzz.class.getResource("/golden/checkpoints"))
                        .toURI()))) {
            for (Path file : files.sorted().toList()) {
                seeds.add(Files.readAllBytes(file));
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        seeds.add(ZipBytes.checkpoint(PickleBytes.valid()).bytes());
        return seeds;
    }
}
