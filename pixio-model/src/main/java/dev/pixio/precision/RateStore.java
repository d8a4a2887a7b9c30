package dev.pixio.precision;

import dev.pixio.io.DurableFile;
import dev.pixio.io.Sha256;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measured rates in a folder, one small file for each machine and workload. A file that cannot be read counts as absent, and a
 * folder that cannot be written costs only the next measurement.
 *
 * @param folder it need not exist
 */
record RateStore(Path folder) {

    private static final Logger LOG = LoggerFactory.getLogger(RateStore.class);

    private static final String SUFFIX = ".properties";
    private static final String MACHINE = "machine";
    private static final String WORKLOAD = "workload";
    private static final String FP32 = "fp32";
    private static final String BF16 = "bf16";
    private static final String BUSY = "busy";

    /**
     * The rates of a workload, if they were measured on this machine.
     *
     * @param machine what rates depend on besides the workload: processor, library, threads
     * @param busyNow whether rates that were measured while the machine was busy are good enough
     */
    Optional<PrecisionRates> find(String machine, Workload workload, boolean busyNow) {
        Path file = file(machine, workload);
        return Files.isRegularFile(file)
                ? read(file)
                        .filter(saved -> isOf(saved, machine, workload.toString()))
                        .filter(saved -> busyNow || !Boolean.parseBoolean(saved.getProperty(BUSY)))
                        .flatMap(RateStore::rates)
                : Optional.empty();
    }

    /** All workloads that were measured on a machine, with their rates. */
    Map<String, PrecisionRates> all(String machine) {
        Map<String, PrecisionRates> all = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return all;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                read(file)
                        .filter(saved -> machine.equals(saved.getProperty(MACHINE)))
                        .ifPresent(saved -> rates(saved)
                                .ifPresent(rates -> all.put(saved.getProperty(WORKLOAD, "unknown"), rates)));
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.debug("cannot list {}", folder, e);
        }
        return all;
    }

    /**
     * Remembers rates.
     *
     * @param busy whether other processes used the processors meanwhile
     */
    void put(String machine, Workload workload, PrecisionRates rates, boolean busy) {
        try {
            Files.createDirectories(folder);
            DurableFile.write(
                    file(machine, workload),
                    String.join(
                            "\n",
                            line(MACHINE, machine),
                            line(WORKLOAD, workload.toString()),
                            line(FP32, Double.toString(rates.fp32())),
                            line(BF16, Double.toString(rates.bf16())),
                            line(BUSY, Boolean.toString(busy)),
                            ""));
        } catch (IOException e) {
            LOG.debug("the measured rates are not kept", e);
        }
    }

    private static String line(String key, String value) {
        return key + "=" + value.replace("\\", "\\\\").replace("\n", " ");
    }

    private static boolean isOf(Properties saved, String machine, String workload) {
        return machine.equals(saved.getProperty(MACHINE)) && workload.equals(saved.getProperty(WORKLOAD));
    }

    private static Optional<Properties> read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            return Optional.of(properties);
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("{} is not used", file, e);
            return Optional.empty();
        }
    }

    private static Optional<PrecisionRates> rates(Properties saved) {
        try {
            return Optional.of(new PrecisionRates(
                    Double.parseDouble(saved.getProperty(FP32, "")), Double.parseDouble(saved.getProperty(BF16, ""))));
        } catch (IllegalArgumentException e) {
            LOG.debug("no rates in {}", saved, e);
            return Optional.empty();
        }
    }

    private Path file(String machine, Workload workload) {
        byte[] key = (machine + "\n" + workload).getBytes(StandardCharsets.UTF_8);
        return folder.resolve(new Sha256().add(key).hex().substring(0, 16) + SUFFIX);
    }
}
