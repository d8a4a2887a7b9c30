package dev.pixio.monitor.live;

/**
 * One thing that is told to every browser.
 *
 * @param position after it
 * @param kind of message: the name of the event in the browser
 * @param json what it says, on one line
 */
record LiveMessage(LivePosition position, String kind, String json) {

    /** As a server-sent event. */
    String written() {
        return "id: " + position + "\nevent: " + kind + "\ndata: " + json + "\n\n";
    }
}
