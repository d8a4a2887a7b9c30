package dev.pixio.cli.console;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The heading of a class of options in the help of a command, which mixes the class in. Groups of picocli are not used: an
 * option that is given twice starts a second group, in which the other options have their defaults again.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface OptionSection {

    /** The heading. */
    String value();
}
