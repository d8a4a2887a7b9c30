package dev.pixio.monitor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.stream.Stream;

/** What this machine is called, in letters that every file system takes. */
public final class HostName {

    private HostName() {}

    /** The machine's name, or {@code localhost} where it has none. */
    public static String local() {
        // The environment first: to ask for the address of one's own name takes seconds on some machines.
        return Stream.of("HOSTNAME", "COMPUTERNAME")
                .map(System::getenv)
                .filter(Objects::nonNull)
                .filter(name -> !name.isBlank())
                .findFirst()
                .orElseGet(HostName::resolved)
                .replaceAll("[^A-Za-z0-9.-]", "-");
    }

    private static String resolved() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
