package dev.pixio.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {

    @Test
    void lineBreaksAndControlCharactersAreReplaced() {
        assertThat(OneLine.of("a\nb\u0000c\u2028d\u001b[31m é", 100)).isEqualTo("a?b?c?d?[31m é");
    }

    @Test
    void joinersOfLettersStayAndChangesOfDirectionDoNot() {
        assertThat(OneLine.of("می\u200cخواهم.jpg a\u202egpj.b", 100)).isEqualTo("می\u200cخواهم.jpg a?gpj.b");
    }

    @Test
    void longTextsAreCut() {
        assertThat(OneLine.of("x".repeat(11), 10)).isEqualTo("x".repeat(10) + "...");
        assertThat(OneLine.of("x".repeat(10), 10)).isEqualTo("x".repeat(10));
    }
}
