/** Labelled samples in pixels, and the readers that make them from files. */
package org.halfspace.spi.data;
