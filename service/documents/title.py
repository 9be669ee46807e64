"""What a report is called, whose it is, and which year it accounts for."""

def find_title(text: str) -> str | None: return None
def find_organisation(text: str, title: str | None) -> str | None: return None
def find_fiscal_year(text: str, title: str | None) -> str | None: return None
