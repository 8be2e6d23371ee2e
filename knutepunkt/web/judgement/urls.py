"""The addresses of judgement."""

from django.urls import path

from knutepunkt.web.judgement import abilities, assessing, found, overview, responsible

urlpatterns = [
    path("", overview.assessments, name="assessments"),
    path("ny/", assessing.choose, name="choose-assessment"),
    path("ny/<slug:key>/<int:subject_id>/", assessing.assess, name="assess"),
    path("ny/<slug:key>/<int:subject_id>/raad/", assessing.advice, name="advice"),
    path("vurdering/<int:assessment_id>/", assessing.assessment, name="assessment"),
    path("vedtak/", overview.decisions, name="decisions"),
    path("varmekart/", abilities.heat_map, name="heat-map"),
    path("overforing/", abilities.transfer, name="transfer"),
    path("ansvar/", responsible.responsibilities, name="responsibilities"),
    path("ansvar/motstrid/<int:conflict_id>/", responsible.conflict, name="conflict"),
    path("ansvar/hovedleverandor/<int:supplier_id>/", responsible.lead, name="lead-supplier"),
    path("funn/", found.findings, name="findings"),
]
