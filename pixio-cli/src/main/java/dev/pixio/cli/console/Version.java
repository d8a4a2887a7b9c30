package dev.pixio.cli.console;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version of this build, without loading libtorch. */
public final class Version implements IVersionProvider {

    /** Such as {@code 0.1.0}; {@code development} outside of a jar. */
    public static String number() {
        return Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "development");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"pixio " + number()};
    }
}
