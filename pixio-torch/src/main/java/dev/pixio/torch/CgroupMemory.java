package dev.pixio.torch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the memory limits of the process's control groups leave, which is how containers, batch systems and systemd limit
 * memory. The kernel kills a process that exceeds such a limit. Versions 1 and 2 of control groups are read; files that are
 * missing or damaged count as no limit.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">cgroup v2</a>
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/memory.html">cgroup v1, memory</a>
 * @param root of the file system
 */
record CgroupMemory(Path root) {

    /**
     * The names of a version of control groups.
     *
     * @param reclaimable key of the file pages that the kernel drops when memory is short
     */
    private record Names(String limit, String usage, String reclaimable) {}

    private static final Names V1 = new Names("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file");
    private static final Names V2 = new Names("memory.max", "memory.current", "inactive_file");

    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

    /**
     * A mounted hierarchy of control groups.
     *
     * @param top the group that is visible at the mount point
     * @param point the mount point
     */
    private record Mount(Names names, Path top, Path point) {

        /** A line of {@code mountinfo}: six fields and optional ones, a dash, then type, source and options. */
        static Optional<Mount> parse(String line) {
            String[] halves = line.split(" - ", 2);
            String[] fields = halves[0].split(" ", -1);
            String[] rest = halves.length == 2 ? halves[1].split(" ", -1) : new String[0];
            if (fields.length < 6 || rest.length < 3 || !fields[3].startsWith("/") || !fields[4].startsWith("/")) {
                return Optional.empty();
            }
            Path top = Path.of(unescape(fields[3]));
            Path point = Path.of(unescape(fields[4]));
            if (rest[0].equals("cgroup2")) {
                return Optional.of(new Mount(V2, top, point));
            }
            boolean ofMemory = Arrays.asList(rest[2].split(",", -1)).contains("memory");
            return rest[0].equals("cgroup") && ofMemory ? Optional.of(new Mount(V1, top, point)) : Optional.empty();
        }

        private static String unescape(String field) {
            return OCTAL.matcher(field)
                    .replaceAll(code ->
                            Matcher.quoteReplacement(Character.toString((char) Integer.parseInt(code.group(1), 8))));
        }
    }

    /** Bytes that the process can still get before a limit of its group or of a group above it; empty without a limit. */
    OptionalLong available() {
        List<String> groups = NativeMemory.lines(root.resolve("proc/self/cgroup"));
        OptionalLong[] left = NativeMemory.lines(root.resolve("proc/self/mountinfo")).stream()
                .flatMap(line -> Mount.parse(line).stream())
                .flatMap(mount -> group(groups, mount.names).stream()
                        .flatMap(group -> folders(mount, group).map(folder -> left(folder, mount.names))))
                .toArray(OptionalLong[]::new);
        return NativeMemory.min(left);
    }

    /** The path of the process's group: {@code 0::/path} in version 2, {@code 5:memory:/path} in version 1. */
    private static Optional<Path> group(List<String> groups, Names names) {
        return groups.stream()
                .map(line -> line.split(":", 3))
                .filter(fields -> fields.length == 3)
                .filter(fields -> names.equals(V2)
                        ? fields[0].equals("0") && fields[1].isEmpty()
                        : Arrays.asList(fields[1].split(",", -1)).contains("memory"))
                .map(fields -> Path.of(fields[2]))
                .findFirst();
    }

    /** The folders of a group and of all groups above it, as far as they are mounted. */
    private Stream<Path> folders(Mount mount, Path group) {
        Path point = root.resolve(Path.of("/").relativize(mount.point));
        List<Path> folders = new ArrayList<>(List.of(point));
        // Where the group is outside of what is mounted, the mounted group is the nearest one above it that is known.
        if (group.startsWith(mount.top) && group.normalize().equals(group)) {
            for (Path name : mount.top.relativize(group)) {
                if (!name.toString().isEmpty()) {
                    folders.add(folders.get(folders.size() - 1).resolve(name));
                }
            }
        }
        return folders.stream();
    }

    private static OptionalLong left(Path folder, Names names) {
        OptionalLong limit = number(folder.resolve(names.limit));
        OptionalLong usage = number(folder.resolve(names.usage));
        if (limit.isEmpty() || usage.isEmpty()) {
            return OptionalLong.empty();
        }
        long used = Math.max(0, usage.getAsLong() - reclaimable(folder, names));
        return OptionalLong.of(Math.max(0, limit.getAsLong() - used));
    }

    private static long reclaimable(Path folder, Names names) {
        return NativeMemory.lines(folder.resolve("memory.stat")).stream()
                .map(line -> line.split(" ", -1))
                .filter(fields -> fields.length == 2 && fields[0].equals(names.reclaimable))
                .mapToLong(fields -> NativeMemory.number(fields[1]).orElse(0))
                .findFirst()
                .orElse(0);
    }

    private static OptionalLong number(Path file) {
        List<String> lines = NativeMemory.lines(file);
        return lines.isEmpty()
                ? OptionalLong.empty()
                : NativeMemory.number(lines.get(0).strip());
    }
}
