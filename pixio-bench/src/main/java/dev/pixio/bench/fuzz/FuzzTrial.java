package dev.pixio.bench.fuzz;

import com.sun.management.ThreadMXBean;
import dev.pixio.torch.NativeMemory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/** Writes a changed file, has it read, and judges what happened. */
final class FuzzTrial {

    /** A message may have a path and several mistakes. */
    private static final int LONGEST_MESSAGE = 1200;

    private static final long MEMORY = 64L << 20;
    private static final long MEMORY_PER_BYTE = 20;

    private final FuzzTarget target;
    private long resident = NativeMemory.resident().orElse(0);
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What happened to a file. */
    enum Outcome {
        READ,
        REFUSED,
        FAULT
    }

    /**
     * A judgement.
     *
     * @param fault what is wrong, in one line without numbers that differ between similar files; empty for no fault
     */
    record Verdict(Outcome outcome, String fault) {

        private static final Verdict READ = new Verdict(Outcome.READ, "");
        private static final Verdict REFUSED = new Verdict(Outcome.REFUSED, "");

        static Verdict fault(String what) {
            return new Verdict(Outcome.FAULT, what);
        }
    }

    FuzzTrial(FuzzTarget target) {
        this.target = target;
    }

    /** The changed file of a number; the same for the same seed and number. */
    byte[] input(long seed, long number) {
        SplittableRandom random =
                new SplittableRandom(seed * 31 + target.name().hashCode() + number * 0x9E3779B97F4A7C15L);
        byte[] from = target.seeds().get(random.nextInt(target.seeds().size()));
        byte[] other = target.seeds().get(random.nextInt(target.seeds().size()));
        return target.mutator().mutate(from, other, random);
    }

    /** Writes a file and has it read. */
    Verdict judge(byte[] input) throws IOException {
        Files.write(target.file(), input);
        long before = resident;
        long allocated = threads.getCurrentThreadAllocatedBytes();
        Verdict verdict = read();
        allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
        resident = NativeMemory.resident().orElse(0);
        long most = MEMORY + MEMORY_PER_BYTE * input.length;
        if (verdict.outcome != Outcome.FAULT && Math.max(allocated, resident - before) > most) {
            return Verdict.fault(
                    allocated > most ? "memory of the heap out of proportion" : "native memory out of proportion");
        }
        return verdict;
    }

    @SuppressWarnings("PMD.AvoidCatchingThrowable")
    private Verdict read() {
        try {
            target.reader().read();
            return Verdict.READ;
        } catch (IOException e) {
            return messageFault(e).map(Verdict::fault).orElse(Verdict.REFUSED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Verdict.fault("interrupted");
        } catch (RuntimeException | Error e) {
            return Verdict.fault(e.getClass().getName() + " in " + origin(e));
        }
    }

    private Optional<String> messageFault(IOException e) {
        String message = e.getMessage();
        String where = " of " + e.getClass().getSimpleName() + " in " + origin(e);
        if (message == null || message.isBlank()) {
            return Optional.of("no message" + where);
        }
        if (message.chars().anyMatch(c -> c < ' ' || c == 0x7F || c == 0x85 || c == 0x2028 || c == 0x2029)) {
            return Optional.of("a message with control characters" + where);
        }
        if (message.length() > LONGEST_MESSAGE) {
            return Optional.of("a long message" + where);
        }
        Path file = target.file();
        Path folder = file.toAbsolutePath().resolveSibling("").getFileName();
        boolean named = message.contains(file.getFileName().toString()) || message.contains(folder.toString());
        return named ? Optional.empty() : Optional.of("a message without the file's name" + where);
    }

    /** The deepest method of this project. */
    private static String origin(Throwable e) {
        return Arrays.stream(e.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("dev.pixio.")
                        && !frame.getClassName().startsWith("dev.pixio.bench."))
                .findFirst()
                .map(frame -> frame.getClassName().replaceFirst(".*\\.", "") + "." + frame.getMethodName())
                .orElse("no code of this project");
    }
}
