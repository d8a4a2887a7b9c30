package dev.pixio.distributed;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lists of hosts in SLURM's notation: {@code node[03-05,7],login}. */
final class HostList {

    private static final Pattern FIRST = Pattern.compile("([^\\[,]*)(?:\\[([^\\]\\-,]+)[^\\]]*\\]([^,]*))?(?:,.*)?");

    private HostList() {}

    /**
     * The first host of a list.
     *
     * @throws IllegalArgumentException if it is not a list of hosts
     */
    static String first(String list) {
        Matcher parts = FIRST.matcher(list);
        if (!parts.matches() || (parts.group(1).isEmpty() && parts.group(2) == null)) {
            throw new IllegalArgumentException("not a list of hosts: '" + list + "'");
        }
        return parts.group(2) == null ? parts.group(1) : parts.group(1) + parts.group(2) + parts.group(3);
    }
}
