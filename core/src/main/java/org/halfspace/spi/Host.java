package org.halfspace.spi;

/**
 * What the host offers to every plugin's injector. Immutable.
 *
 * @param version the version of Halfspace, as {@code x.y.z}
 * @param processors how many threads the host runs tasks with; a plugin that has threads of its own stays within it
 */
public record Host(String version, int processors) {}
