package org.halfspace.spi;

/**
 * What the host offers to every plugin's injector. Immutable.
 *
 * @param version the version of Halfspace, as {@code x.y.z}
 * @param processors how many threads the host runs tasks with; a plugin that has threads of its own stays within it
 * @param device where networks are to run; a loader that cannot run them there refuses them
 */
public record Host(String version, int processors, Device device) {

    /** A host whose networks run on the CPU. */
    public Host(String version, int processors) {
        this(version, processors, Device.CPU);
    }
}
