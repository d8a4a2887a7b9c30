package dev.pixio.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WithoutLibtorchTest {

    @Test
    void thereIsNoLibtorchOnTheClassPath() {
        assertThatThrownBy(() -> Class.forName("org.bytedeco.pytorch.global.torch"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThat(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")))
                .contains("onnxruntime")
                .doesNotContain("pytorch");
    }
}
