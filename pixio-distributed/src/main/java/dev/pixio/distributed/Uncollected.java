package dev.pixio.distributed;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Keeps objects of c10d from the garbage collector. The bindings free a native object when its Java object is collected, in any order,
 * also one that was retained; stores and process groups use each other, and the last decrements a counter in the memory of the first.
 * So they are freed by {@code close()} alone, in the right order. One that cannot be closed, because a call in native code has not
 * returned, stays until the process ends.
 */
final class Uncollected {

    private static final Set<Object> KEPT =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    private Uncollected() {}

    /** Keeps an object and all that it refers to. */
    static <T> T keep(T object) {
        KEPT.add(object);
        return object;
    }

    /** Called when it is closed. */
    static void release(Object object) {
        KEPT.remove(object);
    }
}
