/**
 * Images in tar archives in the layout of WebDataset, without unpacking them. Archives on disk or on a web server, plain or compressed, come
 * in; a source of the image of each sample goes out. An index, made in one pass and kept, has the place of each image: plain local
 * archives are read in any order, others forwards, in an order that allows it.
 */
@NullMarked
package dev.pixio.data.tar;

import org.jspecify.annotations.NullMarked;
