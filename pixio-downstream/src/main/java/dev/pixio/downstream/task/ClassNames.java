package dev.pixio.downstream.task;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks names of classes. */
final class ClassNames {

    private ClassNames() {}

    /** @throws IllegalArgumentException if two classes have the same name */
    static void requireDistinct(List<String> classes) {
        Set<String> names = new HashSet<>();
        for (String name : classes) {
            if (!names.add(name)) {
                throw new IllegalArgumentException("two classes have the name '" + name + "'");
            }
        }
    }
}
