package dev.pixio.eval.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class LinePlotTest {

    private static final LinePlot PLOT = new LinePlot("a < b & c", "steps", " %", 100);
    private static final LinePlot.Reference START = new LinePlot.Reference(10, "at step 0: ");

    @Test
    void pointsAreAtTheirAxisPositions() throws Exception {
        Document svg =
                parse(PLOT.svg(List.of(new LinePlot.Point(0, 10, 8, 12), new LinePlot.Point(1000, 50, 40, 60)), START));

        // 560 x 268 pixels from (56, 312) to (616, 44); the y axis ends at the highest error bar, 60
        assertThat(attributes(svg, "circle", "cx")).containsExactly("56.0", "616.0");
        assertThat(attributes(svg, "circle", "cy")).containsExactly("267.3", "88.7");
        assertThat(texts(svg))
                .contains("a < b & c", "steps", "0 %", "60 %", "1,000", "at step 0: 10.0 %", "50.0 %")
                .doesNotContain("80 %");
    }

    @Test
    void theAxisDoesNotExceedItsLimit() throws Exception {
        Document svg = parse(PLOT.svg(List.of(new LinePlot.Point(0, 96, 90, 99)), START));

        assertThat(texts(svg)).contains("100 %").doesNotContain("120 %");
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> attributes(Document svg, String element, String attribute) {
        List<String> found = new ArrayList<>();
        NodeList nodes = svg.getElementsByTagName(element);
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add(((Element) nodes.item(i)).getAttribute(attribute));
        }
        return found;
    }

    private static List<String> texts(Document svg) {
        List<String> found = new ArrayList<>();
        NodeList nodes = svg.getElementsByTagName("text");
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add(nodes.item(i).getTextContent());
        }
        return found;
    }
}
