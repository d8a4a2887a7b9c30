package dev.pixio.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;

class LinkFailureTest {

    /** Cannot be initialised without a native library that is absent. */
    static final class NeedsLibrary {

        static {
            System.loadLibrary("absent-library");
        }

        private NeedsLibrary() {}

        static void use() {}
    }

    /** Cannot be initialised for a reason in Java. */
    static final class NeedsSetting {

        static {
            Integer.parseInt("none");
        }

        private NeedsSetting() {}

        static void use() {}
    }

    @Test
    void aNativeLibraryIsNamedAtEachUse() {
        for (int use = 0; use < 2; use++) {
            Throwable e = catchThrowable(NeedsLibrary::use);
            assertThat(e).isInstanceOf(LinkageError.class);
            assertThat(LinkFailure.ofNativeLibrary(e))
                    .as("use %d", use)
                    .hasValueSatisfying(reason -> assertThat(reason)
                            .startsWith("no absent-library in java.library.path")
                            .doesNotContain("thread"));
        }
    }

    @Test
    void aFailureOfJavaIsNoNativeLibrary() {
        for (int use = 0; use < 2; use++) {
            Throwable e = catchThrowable(NeedsSetting::use);
            assertThat(e).isInstanceOf(LinkageError.class);
            assertThat(LinkFailure.ofNativeLibrary(e)).as("use %d", use).isEmpty();
        }
        assertThat(LinkFailure.ofNativeLibrary(new NoSuchMethodError("'int a.B.c()'")))
                .isEmpty();
    }

    @Test
    void theReasonIsTheFirstMessageInOneLine() {
        Throwable cause = new IllegalStateException("no space\nand more");
        assertThat(LinkFailure.reason(new ExceptionInInitializerError(cause))).isEqualTo("no space");
        assertThat(LinkFailure.namedReason(new ExceptionInInitializerError(cause)))
                .isEqualTo("IllegalStateException: no space");
        assertThat(LinkFailure.reason(new NoClassDefFoundError())).isEqualTo("NoClassDefFoundError");
        assertThat(LinkFailure.namedReason(new NoClassDefFoundError("a/B"))).isEqualTo("NoClassDefFoundError: a/B");
    }
}
