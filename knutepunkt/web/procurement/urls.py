"""The addresses of procurement."""

from django.urls import path

from knutepunkt.web.procurement import buying, evaluating, files, open_data, protocol, selling

urlpatterns = [
    path("", buying.procurements, name="procurements"),
    path("kunngjoring/<int:notice_id>/", selling.competition, name="competition"),
    path("dokument/<int:document_id>/", files.document, name="procurement-document"),
    path("fil/<uuid:file_id>/", files.sealed, name="sealed-file"),
    path("brev/<int:letter_id>/tildelingsbrev.pdf", protocol.letter, name="award-letter"),
    path("<slug:key>/", buying.procurement, name="procurement"),
    path("<slug:key>/vurdering/<int:number>/", evaluating.evaluation, name="evaluation"),
    path("<slug:key>/protokoll/", protocol.page, name="procurement-protocol"),
    path("<slug:key>/ocds.json", open_data.record, name="procurement-ocds"),
    path("<slug:key>/protokoll.pdf", protocol.document, name="procurement-protocol-pdf"),
]
