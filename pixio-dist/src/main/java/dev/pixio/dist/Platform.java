package dev.pixio.dist;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/** A platform for which the libraries have natives, with the names of its folders inside their jars. */
enum Platform {
    LINUX_X86_64("linux-x86_64", "linux-x86_64-gpu", "linux-x64", "linux-x86-64", "linux/amd64", "Linux/x86_64"),
    MACOS_ARM64("macosx-arm64", "osx-aarch64", "darwin-aarch64", "darwin/aarch64", "Mac/aarch64"),
    MACOS_X86_64("macosx-x86_64", "osx-x64", "darwin-x86-64", "darwin/x86_64", "Mac/x86_64"),
    WINDOWS_X86_64("windows-x86_64", "win-x64", "win32-x86-64", "win/amd64", "Windows/x86_64");

    private static final Pattern NATIVE = Pattern.compile(".*\\.(so(\\.[0-9.]+)?|dylib|jnilib|dll)");

    private final String classifier;
    private final String folders; // separated by blanks

    Platform(String classifier, String... otherFolders) {
        this.classifier = classifier;
        this.folders = String.join(" ", otherFolders);
    }

    /**
     * The platform of a Maven classifier, such as {@code linux-x86_64} or {@code linux-x86_64-gpu}.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Platform of(String classifier) {
        String plain = classifier.replaceAll("-gpu$", "");
        return Arrays.stream(values())
                .filter(platform -> platform.classifier.equals(plain))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no platform " + classifier + "; there is "
                        + String.join(
                                ", ",
                                Arrays.stream(values())
                                        .map(platform -> platform.classifier)
                                        .toList())));
    }

    /** The classifier of its natives in Maven, such as {@code linux-x86_64}. */
    String classifier() {
        return classifier;
    }

    /** Whether an entry of a jar is a native library. */
    static boolean isNative(String entry) {
        return NATIVE.matcher(entry).matches();
    }

    /** The platform of this JVM. */
    static boolean isThatOfThisMachine(Platform platform) {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        boolean isArm = System.getProperty("os.arch").equals("aarch64");
        return switch (platform) {
            case LINUX_X86_64 -> system.startsWith("linux") && !isArm;
            case MACOS_ARM64 -> system.startsWith("mac") && isArm;
            case MACOS_X86_64 -> system.startsWith("mac") && !isArm;
            case WINDOWS_X86_64 -> system.startsWith("windows") && !isArm;
        };
    }

    /** Whether an entry of a jar is a native library of another platform. */
    boolean isForOthers(String entry) {
        return isNative(entry)
                && !isIn(entry, classifier)
                && Arrays.stream(folders.split(" ", -1)).noneMatch(folder -> isIn(entry, folder));
    }

    private static boolean isIn(String entry, String folder) {
        return ("/" + entry).contains("/" + folder + "/");
    }
}
