package dev.pixio.cli.console;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ctrl-C, kill and a terminal that is closed: the first asks the work to end well, as a cluster does some time before it
 * kills; a second Ctrl-C ends the process at once. The exit code is 128 and the signal's number: 130 after Ctrl-C, 143 after
 * kill.
 */
public final class SignalHandler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SignalHandler.class);

    private static final Map<String, Integer> SIGNALS = Map.of("INT", 2, "TERM", 15, "HUP", 1);

    private final Runnable stop;
    private final PrintWriter err;
    private final String message;
    private final Map<String, Object> before = new LinkedHashMap<>();
    private volatile int received;

    /**
     * Guards the work of a command until closed.
     *
     * @param stop asks it to end; called on another thread
     * @param err is told of a signal
     * @param message what the command does now that a signal has arrived
     */
    public SignalHandler(Runnable stop, PrintWriter err, String message) {
        this.stop = stop;
        this.err = err;
        this.message = message;
        SIGNALS.keySet().forEach(name -> handle(name, handler(name)));
    }

    /** The exit code of a signal, if one has come. */
    public int exitCode(int otherwise) {
        return received == 0 ? otherwise : 128 + received;
    }

    private void receive(String name) {
        int number = SIGNALS.getOrDefault(name, 0);
        if (received != 0) {
            if (name.equals("INT")) {
                Runtime.getRuntime().halt(128 + number); // what is half written is not yet in its place
            }
            return;
        }
        received = number;
        err.println("pixio: " + message + (name.equals("INT") ? " (Ctrl-C again ends it at once)" : ""));
        err.flush();
        stop.run();
    }

    // The JDK has no other way than sun.misc.Signal, which its module jdk.unsupported keeps for this purpose and of
    // which its
    // compiler warns; hence by reflection.

    private Object handler(String name) {
        return Proxy.newProxyInstance(
                SignalHandler.class.getClassLoader(), new Class<?>[] {handlerType()}, (proxy, method, arguments) -> {
                    if (method.getName().equals("handle")) {
                        receive(name);
                        return null;
                    }
                    return method.getName().equals("hashCode") ? (Object) System.identityHashCode(proxy) : name;
                });
    }

    private void handle(String name, Object handler) {
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            Method handle = type.getMethod("handle", type, handlerType());
            Object signal = type.getConstructor(String.class).newInstance(name);
            Object replaced = handle.invoke(null, signal, handler);
            before.putIfAbsent(name, replaced);
        } catch (InvocationTargetException e) {
            LOG.debug("this system has no signal {}", name, e); // or the JVM was told to leave it alone: -Xrs
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM has no sun.misc.Signal", e);
        }
    }

    private static Class<?> handlerType() {
        try {
            return Class.forName("sun.misc.SignalHandler");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("this JVM has no sun.misc.SignalHandler", e);
        }
    }

    @Override
    public void close() {
        Map.copyOf(before).forEach(this::handle);
    }
}
