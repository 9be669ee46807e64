"""stub"""
from service.documents.document import Family
def find_family(text: str, title: str | None) -> Family: return Family.OTHER
