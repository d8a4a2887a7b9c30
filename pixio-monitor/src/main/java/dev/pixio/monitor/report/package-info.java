/**
 * A run, or several beside each other, on one page that needs nothing but itself. In come folders of runs, whatever state
 * they are in; out goes an HTML file with its numbers, curves and pictures inside, which asks nothing of any network.
 * Whatever the files say, names of pictures too, is shown as text and never becomes part of the page's own code.
 */
@NullMarked
package dev.pixio.monitor.report;

import org.jspecify.annotations.NullMarked;
