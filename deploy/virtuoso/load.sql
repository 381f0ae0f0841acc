-- Load the release into a new Virtuoso, and show its graphs alone: Virtuoso's default graph is the
-- union of all graphs that the reader may see, its own included.
ld_dir('/release', 'nrr.nq', 'urn:none');
rdf_loader_run();

create procedure NRR_SHOW_RELEASE ()
{
  DB.DBA.RDF_DEFAULT_USER_PERMS_SET ('nobody', 0);
  for (sparql select distinct ?g where { graph ?g { ?s ?p ?o } filter (strstarts (str (?g), "https://w3id.org/nrr/")) }) do
    DB.DBA.RDF_GRAPH_USER_PERMS_SET ("g", 'nobody', 1);
}
;

NRR_SHOW_RELEASE();
drop procedure NRR_SHOW_RELEASE;
checkpoint;
