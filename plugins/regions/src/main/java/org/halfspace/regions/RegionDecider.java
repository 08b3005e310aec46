package org.halfspace.regions;

import java.util.List;

/** Decides regions. Thread-safe; a row depends on its class alone. */
interface RegionDecider {

    /**
     * The rows of some classes, with all witnesses.
     *
     * @param classes which, in order
     */
    List<ClassRegionRow> decide(int[] classes) throws InterruptedException;

    /** Whether a class wins somewhere when those of the same weights do not count. */
    boolean winsBesideDuplicates(int classIndex) throws InterruptedException;
}
