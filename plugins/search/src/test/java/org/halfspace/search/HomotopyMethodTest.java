package org.halfspace.search;

import org.halfspace.spi.search.SearchMethod;
import org.halfspace.testkit.SearchMethodContract;

class HomotopyMethodTest extends SearchMethodContract {
    @Override
    protected SearchMethod method() {
        return new HomotopyMethod();
    }
}
