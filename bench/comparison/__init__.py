"""The parts of `bench/compare`: its rows, the two programs of a row, the machine, and the results that are kept."""
