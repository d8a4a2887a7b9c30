package dev.pixio.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads files in a temporary folder in the format of the kernel. */
class NativeMemoryTest {

    private static final long MIB = 1L << 20;
    private static final String V2_MOUNT =
            "29 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";
    private static final String V1_MOUNT =
            "35 31 0:32 %s /sys/fs/cgroup/memory rw,relatime shared:9 master:2 - cgroup cgroup rw,memory\n";

    @TempDir
    private Path root;

    @BeforeEach
    void aMachineWith8GibAvailable() throws IOException {
        write("proc/meminfo", "MemTotal:       16777216 kB\nMemAvailable:    8388608 kB\n");
    }

    @Test
    void withoutControlGroupsTheMemoryOfTheMachineIsReported() {
        assertThat(NativeMemory.available(root)).hasValue(8192 * MIB);
    }

    @Test
    void anotherSystemReportsNothing() {
        assertThat(NativeMemory.available(root.resolve("elsewhere"))).isEmpty();
        assertThat(NativeMemory.hasBeenNearlyExhausted(root.resolve("elsewhere")))
                .isFalse();
    }

    @Test
    void version2ReportsTheLimitMinusUsedMemoryThatIsNotReclaimable() throws IOException {
        write("proc/self/cgroup", "0::/\n");
        write("proc/self/mountinfo", "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n" + V2_MOUNT);
        group("sys/fs/cgroup", 2048 * MIB, 1024 * MIB, 512 * MIB);

        assertThat(NativeMemory.available(root)).hasValue((2048 - 1024 + 512) * MIB);
    }

    @Test
    void theSmallestOfAllParentGroupsIsReported() throws IOException {
        write("proc/self/cgroup", "0::/user.slice/job/step\n");
        write("proc/self/mountinfo", V2_MOUNT);
        group("sys/fs/cgroup/user.slice", 4096 * MIB, 1024 * MIB, 0);
        group("sys/fs/cgroup/user.slice/job", 3072 * MIB, 1000 * MIB, 0);
        write("sys/fs/cgroup/user.slice/job/step/memory.max", "max\n");
        write("sys/fs/cgroup/user.slice/job/step/memory.current", "104857600\n");

        assertThat(NativeMemory.available(root)).hasValue((3072 - 1000) * MIB);
    }

    @Test
    void maxIsNoLimit() throws IOException {
        write("proc/self/cgroup", "0::/job\n");
        write("proc/self/mountinfo", V2_MOUNT);
        write("sys/fs/cgroup/job/memory.max", "max\n");
        write("sys/fs/cgroup/job/memory.current", "104857600\n");

        assertThat(NativeMemory.available(root)).hasValue(8192 * MIB);
    }

    @Test
    void version1IsReadWithTheStatisticsOfTheWholeHierarchy() throws IOException {
        write("proc/self/cgroup", "9:name=systemd:/\n4:cpu,memory:/process/job\n3:cpuset:/other\n");
        write("proc/self/mountinfo", V1_MOUNT.formatted("/"));
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n"); // what the kernel has for none
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", "104857600\n");
        write("sys/fs/cgroup/memory/process/job/memory.limit_in_bytes", 1024 * MIB + "\n");
        write("sys/fs/cgroup/memory/process/job/memory.usage_in_bytes", 700 * MIB + "\n");
        write(
                "sys/fs/cgroup/memory/process/job/memory.stat",
                "cache 1\ninactive_file 7\ntotal_inactive_file " + 100 * MIB + "\n");

        assertThat(NativeMemory.available(root)).hasValue((1024 - 700 + 100) * MIB);
    }

    @Test
    void aGroupMountedAsTheRootIsTheLimit() throws IOException {
        write("proc/self/cgroup", "4:memory:/docker/1234\n");
        write("proc/self/mountinfo", V1_MOUNT.formatted("/docker/1234"));
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", 512 * MIB + "\n");
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", 200 * MIB + "\n");

        assertThat(NativeMemory.available(root)).hasValue(312 * MIB);
    }

    @Test
    void aGroupOutsideOfTheMountIsLimitedByTheMountedOne() throws IOException {
        write("proc/self/cgroup", "0::/../sibling\n");
        write("proc/self/mountinfo", V2_MOUNT);
        group("sys/fs/cgroup", 512 * MIB, 200 * MIB, 0);

        assertThat(NativeMemory.available(root)).hasValue(312 * MIB);
    }

    @Test
    void aGroupOverItsLimitHasNoAvailableMemory() throws IOException {
        write("proc/self/cgroup", "0::/\n");
        write("proc/self/mountinfo", V2_MOUNT);
        group("sys/fs/cgroup", 512 * MIB, 600 * MIB, 0);

        assertThat(NativeMemory.available(root)).hasValue(0);
    }

    @Test
    void aMountPointMayHaveASpace() throws IOException {
        write("proc/self/cgroup", "0::/\n");
        write("proc/self/mountinfo", "29 23 0:26 / /my\\040groups rw - cgroup2 cgroup2 rw\n");
        group("my groups", 512 * MIB, 200 * MIB, 0);

        assertThat(NativeMemory.available(root)).hasValue(312 * MIB);
    }

    @Test
    void damagedFilesAreNoLimit() throws IOException {
        write("proc/self/cgroup", "\n0:\nnonsense\n0::/job\n");
        write("proc/self/mountinfo", "\n29 23\n29 23 0:26 / - cgroup2\n" + V2_MOUNT);
        write("sys/fs/cgroup/memory.max", "");
        write("sys/fs/cgroup/memory.current", "12");
        write("sys/fs/cgroup/job/memory.max", "12 apples\n");
        write("sys/fs/cgroup/job/memory.current", "-1\n");

        assertThat(NativeMemory.available(root)).hasValue(8192 * MIB);
    }

    @Test
    void damagedStatisticsMeanNoReclaimableMemory() throws IOException {
        write("proc/self/cgroup", "0::/\n");
        write("proc/self/mountinfo", V2_MOUNT);
        group("sys/fs/cgroup", 512 * MIB, 200 * MIB, 0);
        write("sys/fs/cgroup/memory.stat", "inactive_file\ninactive_file many\n");

        assertThat(NativeMemory.available(root)).hasValue(312 * MIB);
    }

    @Test
    void anAddressSpaceThatWasNearlyFullExplainsAFailure() throws IOException {
        write("proc/self/limits", """
                Limit                     Soft Limit           Hard Limit           Units
                Max cpu time              unlimited            unlimited            seconds
                Max address space         4294967296           unlimited            bytes
                """);
        status(4000 << 10, 500 << 10, 400 << 10); // 3.9 of 4 GiB
        assertThat(NativeMemory.hasBeenNearlyExhausted(root)).isTrue();
        status(2000 << 10, 500 << 10, 400 << 10);
        assertThat(NativeMemory.hasBeenNearlyExhausted(root)).isFalse();
    }

    @Test
    void memoryThatWasNearlyUsedUpExplainsAFailureAlsoWhenItIsFreedAgain() throws IOException {
        write("proc/self/limits", "Max address space         unlimited            unlimited            bytes\n");
        status(30000 << 10, 8500 << 10, 1000 << 10); // 8.5 GB of 9 at the peak, 1 GB now
        assertThat(NativeMemory.hasBeenNearlyExhausted(root)).isTrue();
        status(30000 << 10, 4000 << 10, 1000 << 10);
        assertThat(NativeMemory.hasBeenNearlyExhausted(root)).isFalse();
    }

    private void group(String folder, long limit, long usage, long inactive) throws IOException {
        write(folder + "/memory.max", limit + "\n");
        write(folder + "/memory.current", usage + "\n");
        write(folder + "/memory.stat", "anon 1234\nfile 5678\ninactive_file " + inactive + "\nactive_file 99\n");
    }

    private void status(int peakVirtual, int peakResident, int resident) throws IOException {
        write(
                "proc/self/status",
                "Name:\tjava\nVmPeak:\t%d kB\nVmHWM:\t%d kB\nVmRSS:\t%d kB\n"
                        .formatted(peakVirtual, peakResident, resident));
    }

    private void write(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content, StandardCharsets.UTF_8);
    }
}
