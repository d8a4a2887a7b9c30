package dev.pixio.cli.console;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version of this build; says it without loading libtorch. */
public final class Version implements IVersionProvider {

    public static String number() {
        return Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "development");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"pixio " + number()};
    }
}
