package dev.pixio.distributed;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A socket that listens on one address of this host. libtorch's store listens on all of them, unless it is given a socket; Java has no
 * way to the file descriptor of one of its own, so this calls the C library.
 */
final class ListeningSocket {

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int BACKLOG = 2048;

    private ListeningSocket() {}

    /** The functions of Linux's C library. */
    private interface LinuxC extends Library {
        int socket(int domain, int type, int protocol) throws LastErrorException;

        int setsockopt(int socket, int level, int name, int[] value, int length) throws LastErrorException;

        int bind(int socket, byte[] address, int length) throws LastErrorException;

        int listen(int socket, int backlog) throws LastErrorException;

        int close(int socket) throws LastErrorException;
    }

    /**
     * Listens on the address that a name has on this host.
     *
     * @param host a name or an address
     * @return the file descriptor; empty if the name says nothing about an interface, so that all must be listened on: it is not of
     *     this host (a virtual address), or is a name for the loopback address here (as Debian's {@code /etc/hosts} has it) that
     *     other hosts resolve otherwise; and on systems other than Linux
     * @throws IOException if the port cannot be listened on
     */
    static OptionalInt open(String host, int port) throws IOException {
        Optional<InetAddress> address = Platform.isLinux() ? address(host) : Optional.empty();
        return address.isEmpty() ? OptionalInt.empty() : OptionalInt.of(open(address.get(), port));
    }

    private static Optional<InetAddress> address(String host) throws IOException {
        InetAddress address = InetAddress.getByName(host);
        boolean meansLoopback = host.equals("localhost") || host.matches("[0-9.]+") || host.contains(":");
        if (address.isAnyLocalAddress() || (address.isLoopbackAddress() && !meansLoopback)) {
            return Optional.empty();
        }
        boolean ofThisHost = address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        return ofThisHost ? Optional.of(address) : Optional.empty();
    }

    private static int open(InetAddress address, int port) throws IOException {
        LinuxC c = Native.load("c", LinuxC.class);
        int socket = -1;
        try {
            socket = c.socket(address instanceof Inet6Address ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            c.setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, new int[] {1}, Integer.BYTES);
            byte[] bytes = encode(address, port);
            c.bind(socket, bytes, bytes.length);
            c.listen(socket, BACKLOG);
            return socket;
        } catch (LastErrorException e) {
            if (socket >= 0) {
                c.close(socket);
            }
            // JNA writes "[98] Address already in use"
            throw new IOException(String.valueOf(e.getMessage()).replaceFirst("^\\[\\d+\\] ", ""), e);
        }
    }

    /** A {@code sockaddr_in} or {@code sockaddr_in6}. */
    private static byte[] encode(InetAddress address, int port) {
        boolean six = address instanceof Inet6Address;
        ByteBuffer bytes = ByteBuffer.allocate(six ? 28 : 16).order(ByteOrder.nativeOrder());
        bytes.putShort((short) (six ? AF_INET6 : AF_INET));
        bytes.put((byte) (port >> 8)).put((byte) port);
        if (address instanceof Inet6Address inet6) {
            bytes.putInt(0).put(inet6.getAddress()).putInt(inet6.getScopeId());
        } else {
            bytes.put(address.getAddress());
        }
        return bytes.array();
    }
}
