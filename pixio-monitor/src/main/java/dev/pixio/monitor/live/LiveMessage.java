package dev.pixio.monitor.live;

/**
 * A message to all browsers.
 *
 * @param position in the stream
 * @param kind event type of the server-sent event
 * @param json content, on one line
 */
record LiveMessage(LivePosition position, String kind, String json) {

    /** Encodes the message as a server-sent event. */
    String encoded() {
        return "id: " + position + "\nevent: " + kind + "\ndata: " + json + "\n\n";
    }
}
