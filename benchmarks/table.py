"""The table that all figures are printed in, each beside the bound that the project set itself."""


class Table:
    """The lines that are printed, and whether every bound was kept."""

    def __init__(self) -> None:
        """Nothing measured yet."""
        self.kept = True

    def heading(self, text: str) -> None:
        """What the lines that follow are about."""
        print(f"\n{text}\n", flush=True)

    def line(self, what: str, figure: str, bound: str, *, ok: bool, beside: str = "") -> None:
        """One measured figure beside its bound, and beside what others need for the same."""
        self.kept &= ok
        verdict = "ok" if ok else "OVER"
        print(f"{what:<44} {figure:>24}   {bound:<40} {verdict:<4}  {beside}".rstrip(), flush=True)
