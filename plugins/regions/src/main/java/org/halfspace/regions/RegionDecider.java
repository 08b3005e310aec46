package org.halfspace.regions;

import java.util.List;

/** Decides regions. Thread-safe; a row depends on its class alone. */
interface RegionDecider {

    /**
     * The rows of some classes.
     *
     * @param classes which, in order
     * @param vectors whether with witness points and directions; those of linear programs are always there
     */
    List<ClassRegionRow> decide(int[] classes, boolean vectors) throws InterruptedException;

    /**
     * Points at which some classes win, found again.
     *
     * @param classes classes that win somewhere
     * @return one hidden vector for each
     */
    double[][] witnesses(int[] classes) throws InterruptedException;

    /** Whether a class wins somewhere when those of the same weights do not count. */
    boolean winsBesideDuplicates(int classIndex) throws InterruptedException;
}
