package dev.pixio.monitor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.stream.Stream;

/** The host name of this machine, restricted to characters that are valid in file names. */
public final class HostName {

    private HostName() {}

    /** The host name, or {@code localhost} if it cannot be resolved. */
    public static String local() {
        // The environment first: resolving the local host takes seconds on some machines.
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
