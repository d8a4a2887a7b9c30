package dev.pixio.train.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

class TrainingEventJsonTest {

    private static final RecordedEvent EVENT =
            new RecordedEvent("2026-11-24T10:00:00Z", 3, "unreadable-image", "cut short", List.of("a.jpg", "b.jpg"));

    private static RecordedEvent decode(String line, int maxImages) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return TrainingEventJson.decode(bytes, bytes.length, maxImages);
    }

    @Test
    void eventIsEncodedWithTheseKeys() {
        TrainingEvent event = new TrainingEvent(
                Instant.parse("2026-11-24T10:00:00Z"),
                3,
                TrainingEvent.Kind.UNREADABLE_IMAGE,
                "cut short",
                List.of("a.jpg", "b.jpg"));
        String line = "{\"time\":\"2026-11-24T10:00:00Z\",\"step\":3,\"kind\":\"unreadable-image\","
                + "\"message\":\"cut short\",\"images\":[\"a.jpg\",\"b.jpg\"]}";

        assertThat(TrainingEventJson.encode(RecordedEvent.of(event))).hasToString(line);
        assertThat(decode(line, 10)).isEqualTo(EVENT);
    }

    @Test
    void lineOfAnEarlierVersionIsDecoded() {
        assertThat(decode(
                        "{\"time\":\"2026-11-24T10:00:00Z\",\"step\":3,\"kind\":\"unreadable-picture\","
                                + "\"message\":\"cut short\",\"pictures\":[\"a.jpg\",\"b.jpg\"]}",
                        10))
                .isEqualTo(EVENT)
                .matches(event -> event.is(TrainingEvent.Kind.UNREADABLE_IMAGE));
    }

    @Test
    void unknownKindIsReadAndImageNamesAreLimited() {
        RecordedEvent event = decode("{\"kind\":\"from-the-future\",\"images\":[\"a\",\"b\",\"c\"]}", 2);

        assertThat(event.kind()).isEqualTo("from-the-future");
        assertThat(event.images()).containsExactly("a", "b");
    }

    @Test
    void otherTextIsRefused() {
        assertThatThrownBy(() -> decode("{\"step\":3}", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> decode("{\"kind\":", 1)).isInstanceOf(JacksonException.class);
    }
}
