package dev.pixio.torch;

import com.sun.jna.NativeLibrary;

/** Variables of the environment as native code of this process reads them; Java's own view does not change. */
public final class NativeEnvironment {

    private NativeEnvironment() {}

    /** Sets a variable that this process was not started with. On systems without a POSIX C library nothing is set. */
    public static void setUnlessGiven(String name, String value) {
        if (System.getenv(name) != null) {
            return;
        }
        try {
            NativeLibrary.getProcess().getFunction("setenv").invokeInt(new Object[] {name, value, 1});
        } catch (UnsatisfiedLinkError e) {
            // The library's default stays.
        }
    }
}
