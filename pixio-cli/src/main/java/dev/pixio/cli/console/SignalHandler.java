package dev.pixio.cli.console;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles the signals INT (Ctrl-C), TERM (kill, or a cluster before a time limit) and HUP (terminal closed). The first one
 * requests an orderly stop; a second Ctrl-C ends the process at once. The exit code is 128 plus the signal's number: 130, 143
 * and 129.
 */
public final class SignalHandler implements AutoCloseable {

    /** The exit code after TERM. */
    public static final int TERMINATED = 128 + 15;

    private static final Logger LOG = LoggerFactory.getLogger(SignalHandler.class);

    private static final Map<String, Integer> SIGNALS = Map.of("INT", 2, "TERM", 15, "HUP", 1);

    private final Runnable stop;
    private final Runnable atOnce;
    private final PrintWriter err;
    private final Supplier<String> message;
    private final Map<String, Object> previous = new LinkedHashMap<>();
    private volatile int received;

    /**
     * Handles signals until closed.
     *
     * @param stop requests the stop; called on another thread
     * @param err receives a message at the first signal
     * @param message what the command does after a signal
     */
    public SignalHandler(Runnable stop, PrintWriter err, String message) {
        this(stop, () -> {}, err, () -> message);
    }

    /**
     * Handles signals with a message that depends on when they come.
     *
     * @param stop requests the stop; called on another thread
     * @param err receives a message at the first signal
     * @param message what the command does after a signal, asked for when one is received
     */
    public SignalHandler(Runnable stop, PrintWriter err, Supplier<String> message) {
        this(stop, () -> {}, err, message);
    }

    /**
     * Handles signals until closed.
     *
     * @param stop requests the stop; called on another thread
     * @param atOnce is called before a second Ctrl-C ends the process
     * @param err receives a message at the first signal
     * @param message what the command does after a signal, asked for when one is received
     */
    public SignalHandler(Runnable stop, Runnable atOnce, PrintWriter err, Supplier<String> message) {
        this.stop = stop;
        this.atOnce = atOnce;
        this.err = err;
        this.message = message;
        SIGNALS.keySet().forEach(name -> handle(name, handler(name)));
    }

    /**
     * The exit code of a command.
     *
     * @param otherwise the code if no signal was received
     */
    public int exitCode(int otherwise) {
        return received == 0 ? otherwise : 128 + received;
    }

    private void receive(String name) {
        int number = SIGNALS.getOrDefault(name, 0);
        if (received != 0) {
            if (name.equals("INT")) {
                atOnce.run();
                Runtime.getRuntime().halt(128 + number); // incomplete files have temporary names
            }
            return;
        }
        received = number;
        err.println("pixio: " + message.get() + (name.equals("INT") ? " (press Ctrl-C again to end at once)" : ""));
        err.flush();
        stop.run();
    }

    // The JDK's only API for signals is sun.misc.Signal, in its module jdk.unsupported. The compiler warns about its
    // direct use, so it is called by reflection.

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
            previous.putIfAbsent(name, replaced);
        } catch (InvocationTargetException e) {
            LOG.debug("this system has no signal {}", name, e); // or the JVM runs with -Xrs
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
        Map.copyOf(previous).forEach(this::handle);
    }
}
